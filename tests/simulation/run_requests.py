"""The part of a run in which somebody asks the API, under idempotency keys, and is counted."""

import asyncio

from tests.simulation.oracle import Ending
from tests.simulation.play import FLUSH_LOST, PLAYING, Play
from tests.simulation.run import silenced
from tests.simulation.run_happenings import Happenings
from tests.simulation.world import Caller


class Requests(Happenings):
    """The same request comes once, again, twice at once, and under somebody else's key."""

    async def request(self) -> None:
        """Somebody asks for an organisation, alone or twice at once, anew or again under the same key."""
        caller = self.chance.choice(self.callers)
        key = f"key-{self.chance.randint(1, 9)}"
        code = f"D-{self.chance.randint(1, 40)}"
        known = self.oracle.keys.get((caller.tenant, caller.id, key))
        if known is not None and self.chance.random() < 0.8:
            code = known
        endings = [
            self.chance.choices((Ending.WELL, Ending.FAILS, Ending.ANSWER_LOST, Ending.CUT), (20, 3, 3, 0.3))[0]
            for _ in range(self.chance.choice((1, 1, 1, 2)))
        ]
        plays = [Play(ending) for ending in endings]
        self.note(f"  {key} {code} {'person' if caller.is_person else 'program'} {endings}")
        answers = await asyncio.gather(*(self._ask(caller, key, code, play) for play in plays))
        self._answered(caller, key, code, list(zip(plays, answers, strict=True)))

    async def _ask(self, caller: Caller, key: str, code: str, play: Play) -> tuple[int, bytes]:
        async def ask() -> tuple[int, bytes]:
            PLAYING.set(play)
            answer = await self.world.http.post(
                "/v1/organisations",
                json={"kind": "dealer", "code": code, "name": "门店"},
                headers={"Authorization": f"Bearer {caller.token}", "Idempotency-Key": key},
            )
            return answer.status_code, answer.content

        return await asyncio.create_task(ask())

    def _answered(self, caller: Caller, key: str, code: str, given: list[tuple[Play, tuple[int, bytes]]]) -> None:
        """What each of the answers must be, and what must have come of them together."""
        oracle, name = self.oracle, (caller.tenant, caller.id, key)
        if not oracle.tenants[caller.tenant].is_active:
            self.expect([status for _, (status, _) in given], [403] * len(given), "answers to a suspended tenant")
            return
        known, is_taken = oracle.keys.get(name), (caller.tenant, code) in oracle.codes
        for play, (status, body) in given:
            expected = 201 if play.ending is Ending.WELL else 500
            if known is not None and known != code:
                expected = 422
            elif known is None and is_taken:
                expected = 409
            self.expect(500 if status == 503 else status, expected, f"answer under {key}")
            if status == 201:
                self.expect(body, oracle.answers.setdefault(name, (201, body))[1], f"body under {key}")
            self._count(caller, status)
            if expected in {201, 500} and play.ending.commits:
                oracle.keys[name] = code
                oracle.codes.add((caller.tenant, code))
                self.announced_by(caller.tenant, play)

    def _count(self, caller: Caller, status: int) -> None:
        outcome = "ok" if status < 400 else "refused" if status < 500 else "failed"
        self.oracle.count_call(caller.tenant, outcome, self.now, caller.id if caller.is_person else None)

    async def flush(self) -> None:
        """The API writes down what it counted; the answer may be lost, or the process with all that it counted."""
        if self.chance.random() < 0.1:
            self.world.tally._counts.clear()
            self.world.tally._visits.clear()
            self.world.tally._pending = None
            self.oracle.forget_unflushed()
            self.note("  lost")
            return
        is_lost = self.chance.random() < 0.25

        async def flush() -> None:
            FLUSH_LOST.set(is_lost)
            await self.world.tally.flush()

        await asyncio.create_task(silenced(flush()))
        self.oracle.flush(heard=not is_lost)
