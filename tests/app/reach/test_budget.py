"""How often a gateway may be asked."""

from app.reach.budget import IKE, WIREGUARD, Budget, Ticket

S = 1_000_000_000
GATEWAY = "192.0.2.1"


def take(budget: Budget, at_s: float, gateway: str = GATEWAY) -> Ticket:
    ticket = budget.take(gateway, int(at_s * S))
    assert isinstance(ticket, Ticket)
    return ticket


def test_three_are_free_and_the_fourth_waits_for_the_first() -> None:
    budget = Budget(3, 30.0)
    for at_s in (0, 1, 2):
        take(budget, at_s)
    assert budget.take(GATEWAY, 10 * S) == 20 * S
    assert budget.take(GATEWAY, 30 * S - 1) == 1
    take(budget, 30)
    assert budget.take(GATEWAY, 30 * S) == 1 * S


def test_a_finished_one_does_not_count() -> None:
    budget = Budget(1, 30.0)
    ticket = take(budget, 0)
    budget.finish(ticket)
    budget.finish(ticket)
    take(budget, 0.1)


def test_gateways_do_not_wait_for_each_other() -> None:
    budget = Budget(1, 5.0)
    take(budget, 0)
    take(budget, 0, "192.0.2.2")
    assert budget.take(GATEWAY, 0) == 5 * S


def test_old_gateways_are_forgotten_and_new_ones_are_bounded() -> None:
    budget = Budget(1, 5.0)
    for number in range(1000):
        take(budget, 0, f"gateway {number}")
    assert budget.take("one more", 1) == 5 * S
    take(budget, 6, "one more")
    assert len(budget._open) == 1


def test_the_two_budgets_are_those_of_the_facts() -> None:
    assert (WIREGUARD._most, WIREGUARD._window_ns) == (1, 5 * S)
    assert (IKE._most, IKE._window_ns) == (3, 30 * S)
