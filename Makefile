# The words of the project; `make help` lists them. All that is needed: Python 3.11, pip and make.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
BIN := .venv/bin
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help install up demo reset status test faults coverage lint types contracts check audit format pages bench migrate openapi docs lock

help: ## 列出这些命令 · list these words
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | while IFS="$$(printf '\t')" read -r word text; \
	  do printf '  make %-10s %s\n' "$$word" "$$text"; done

install: .venv/.installed

ifneq ($(shell cat .venv/.installed 2>/dev/null),$(CURDIR))
.PHONY: .venv/.installed # the folder was moved, or nothing is installed yet
endif

.venv/.installed: requirements.lock pyproject.toml infra/local/install.py
	@$(PYTHON) infra/local/install.py

up: install ## 启动整个平台 · start the whole platform (Ctrl-C stops it)
	@exec $(BIN)/python -m aftersales_local up

demo: install ## 在运行中的平台上走一遍退货 · walk one return through the running platform
	@$(BIN)/python -m aftersales_local demo

status: install ## 各进程的状态 · how each process does
	@$(BIN)/python -m aftersales_local status

reset: install ## 清除本地数据 · clear the local data
	@$(BIN)/python -m aftersales_local reset

# the browser's driver holds a loop in its process, so its tests have processes of their own
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

test: install ## 运行全部测试 · run every test (TESTS=path for some)
	@if [ -n "$(TESTS)" ]; then exec $(PYTEST) $(TESTS); fi; \
	failed=0; $(PYTEST) --ignore=tests/web || failed=1; $(PYTEST) tests/web || failed=1; exit $$failed

faults: install ## 用真实进程与随机种子反复制造故障 · hurt the platform on purpose, many times (some 20 minutes)
	@AFTERSALES_FAULTS=full $(BIN)/python -m pytest tests/faults tests/simulation

coverage: install ## 在覆盖率下运行测试，规则须全覆盖 · run the tests under coverage; rules must be covered whole
	@WORKERS=$(WORKERS) $(BIN)/python -m aftersales_local.coverage

lint: install ## 代码检查 · lint
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/python -m aftersales_local pages-lint

types: install ## 类型检查 · check types
	@$(BIN)/mypy
	@$(BIN)/python -m aftersales_local pages-types

contracts: install ## 检查导入方向 · check who imports whom
	@$(BIN)/lint-imports

check: lint types contracts audit ## lint + types + contracts + audit

audit: install ## 查询已知漏洞，连不上漏洞库时会说明 · ask for known vulnerabilities; says so where no index answers
	@$(BIN)/python -m aftersales_local.audit

format: install ## 整理格式 · format the code
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format
	@$(BIN)/python -m aftersales_local pages-format

pages: install ## 构建控制台页面 · build the console's pages (make up does it too)
	@$(BIN)/python -m aftersales_local pages

bench: install ## 测量速度 · measure the speed figures (BENCH=reads for some)
	@$(BIN)/python -m benchmarks $(BENCH)

migrate: install ## 迁移运行中平台的数据库 · migrate the running platform's database
	@eval "$$($(BIN)/python -m aftersales_local env)" && $(BIN)/aftersales migrate

openapi: install ## 更新接口描述 · refresh the OpenAPI snapshot
	@$(BIN)/aftersales openapi > .openapi.new && mv .openapi.new docs/openapi.json

docs: openapi ## 更新生成的文档 · refresh generated pages
	@$(BIN)/python docs/generate.py

LOCK := UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header

lock: install ## 重新锁定依赖 · lock the packages again
	@$(LOCK) pyproject.toml --all-extras -o requirements.lock
	@$(LOCK) pyproject.toml infra/docker/build.in -c requirements.lock -o infra/docker/requirements.lock
