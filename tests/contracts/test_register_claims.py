"""Claims of one name by several workers at once, on each kind of database: one has it, and nobody is thrown out of turn."""

import threading

import pytest
from sqlalchemy.exc import SQLAlchemyError

from ogp_etl.register import Register

NOW, UNTIL = 1_000, 2_000


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def register(request):
    url = request.getfixturevalue("register_url") if request.param == "sqlite" else request.getfixturevalue("new_database")()
    made = Register(url)
    made.migrate()
    yield made
    made.close()


def test_workers_that_take_and_give_back_one_name_have_it_one_at_a_time(register):
    """Whoever is told who has it may be late: it was given back meanwhile."""
    rounds, has, wrong = 60, [], []

    def work(worker):
        try:
            for number in range(rounds):
                holder = f"{worker} {number}"
                while register.claim("name", holder, NOW, UNTIL) is not None:
                    pass
                has.append(holder)
                if has != [holder]:
                    wrong.append(list(has))
                has.remove(holder)
                register.release("name", holder)
        except SQLAlchemyError as error:
            wrong.append(repr(error))

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
