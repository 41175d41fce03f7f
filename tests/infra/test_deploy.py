"""The Kubernetes manifests, as far as they can be proven without a cluster: their schemas, and what they promise."""

from typing import Any, Final

import kubernetes_validate  # type: ignore[import-untyped]  # it comes without types
import pytest
import yaml

from aftersales.kernel.settings import SettingWrong, load
from aftersales.platform.model import Fleet
from aftersales_local.state import ROOT

FOLDER: Final = ROOT / "infra" / "deploy"
FILES: Final = sorted(file.name for file in FOLDER.glob("*.yaml"))
VERSION: Final = "1.37"


def documents() -> list[dict[str, Any]]:
    """Every manifest."""
    return [one for name in FILES for one in yaml.safe_load_all((FOLDER / name).read_text(encoding="utf-8"))]


def of(kind: str) -> dict[str, dict[str, Any]]:
    """The manifests of a kind by name."""
    return {one["metadata"]["name"]: one for one in documents() if one["kind"] == kind}


WORKERS: Final = {f"aftersales-worker-{fleet.value}": fleet for fleet in Fleet}
PODS: Final = {**of("Deployment"), **of("Job")}


@pytest.mark.parametrize("name", FILES)
def test_a_manifest_is_what_kubernetes_expects(name: str) -> None:
    for manifest in yaml.safe_load_all((FOLDER / name).read_text(encoding="utf-8")):
        kubernetes_validate.validate(manifest, VERSION, strict=True)


def test_every_fleet_has_its_workers_that_grow_with_the_age_of_its_oldest_delivery() -> None:
    scalers = of("HorizontalPodAutoscaler")
    deployments = of("Deployment")

    served = {name: deployments[name]["spec"]["template"]["spec"]["containers"][0]["command"] for name in WORKERS}
    metrics = {name: scalers[name]["spec"]["metrics"][0]["external"]["metric"] for name in WORKERS}

    assert set(deployments) == {*WORKERS, "aftersales-api"}
    assert served == {name: ["aftersales-worker", fleet.value] for name, fleet in WORKERS.items()}
    assert metrics == {
        name: {"name": "aftersales_deliveries_oldest_age_seconds", "selector": {"matchLabels": {"fleet": fleet.value}}}
        for name, fleet in WORKERS.items()
    }
    assert set(of("PodDisruptionBudget")) == set(scalers) == set(deployments)


@pytest.mark.parametrize("name", sorted(PODS))
def test_a_pod_has_no_power_it_does_not_need(name: str) -> None:
    pod = PODS[name]["spec"]["template"]["spec"]
    (container,) = pod["containers"]

    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": 10001,
        "runAsGroup": 10001,
        "fsGroup": 10001,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert set(container["resources"]) == {"requests", "limits"}


@pytest.mark.parametrize("name", sorted(of("Deployment")))
def test_a_process_is_probed_and_is_given_the_time_to_end(name: str) -> None:
    pod = PODS[name]["spec"]["template"]["spec"]
    (container,) = pod["containers"]

    assert {"startupProbe", "livenessProbe"} <= set(container)
    assert ("readinessProbe" in container) == (name == "aftersales-api")
    assert pod["terminationGracePeriodSeconds"] >= 40
    assert PODS[name]["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


def test_the_owners_password_reaches_the_migration_alone() -> None:
    owners = {
        name
        for name, manifest in PODS.items()
        for source in manifest["spec"]["template"]["spec"]["containers"][0]["envFrom"]
        if source.get("secretRef", {}).get("name") == "aftersales-owner"
    }

    assert owners == {"aftersales-migrate"}


def test_the_configuration_and_the_secrets_are_all_that_a_process_must_be_told() -> None:
    told = of("ConfigMap")["aftersales"]["data"] | of("Secret")["aftersales"]["stringData"]
    keys = {"AFTERSALES_SECRET_KEY": "x" * 43 + "=", "AFTERSALES_SIGNING_KEY": "x" * 43 + "="}

    settings = load(told | keys)

    assert settings.environment.value == "production"
    with pytest.raises(SettingWrong):
        load(told)


def test_nobody_may_talk_but_who_is_named() -> None:
    policies = of("NetworkPolicy")

    assert policies["nobody"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert all(rule.get("to") for policy in policies.values() for rule in policy["spec"].get("egress", [])), (
        "an egress rule without addresses would let everything out"
    )
    assert of("Namespace")["aftersales"]["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
