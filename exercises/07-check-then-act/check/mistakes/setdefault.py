"""Mistake: `setdefault` checks and stores in one step, but its argument comes before that.

So an account is opened, and a letter sent, for every order.
"""

import threading


class Account:
    def __init__(self) -> None:
        self.orders: list[int] = []


class Accounts:
    def __init__(self) -> None:
        self.by_customer: dict[str, Account] = {}
        self.letters: list[str] = []

    def open_account(self, customer: str) -> Account:
        """A new account, whose customer gets a letter."""
        self.letters.append(f"Welcome, {customer}!")
        return Account()

    def account_of(self, customer: str) -> Account:
        return self.by_customer.setdefault(customer, self.open_account(customer))

    def book(self, customer: str, order: int) -> None:
        self.account_of(customer).orders.append(order)


def book_all(branches: list[list[tuple[str, int]]]) -> tuple[list[str], dict[str, list[int]]]:
    accounts = Accounts()

    def work(branch: list[tuple[str, int]]) -> None:
        for customer, order in branch:
            accounts.book(customer, order)

    threads = [threading.Thread(target=work, args=(branch,)) for branch in branches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    orders = {customer: sorted(account.orders) for customer, account in accounts.by_customer.items()}
    return sorted(accounts.letters), orders
