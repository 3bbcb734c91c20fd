"""Book the orders of several branches of a shop, one thread for each branch.

A customer's first order opens an account, which sends a letter of welcome. But between the check whether there
is an account and the opening of one, another thread may check as well. Then the customer is welcomed twice, and
orders get lost with the account that is replaced. Make it one account and one letter for each customer,
whichever way the threads take turns, and keep the threads.

Leave `Account` and `open_account` as they are. `./gilkit grade check-then-act` tries your program under many
schedules.
"""

import threading


class Account:
    def __init__(self) -> None:
        self.orders: list[int] = []


class Accounts:
    """The accounts of all customers, and the letters that have been sent."""

    def __init__(self) -> None:
        self.by_customer: dict[str, Account] = {}
        self.letters: list[str] = []

    def open_account(self, customer: str) -> Account:
        """A new account, whose customer gets a letter."""
        self.letters.append(f"Welcome, {customer}!")
        return Account()

    def account_of(self, customer: str) -> Account:
        if customer not in self.by_customer:
            self.by_customer[customer] = self.open_account(customer)
        return self.by_customer[customer]

    def book(self, customer: str, order: int) -> None:
        self.account_of(customer).orders.append(order)


def book_all(branches: list[list[tuple[str, int]]]) -> tuple[list[str], dict[str, list[int]]]:
    """The letters that were sent, and each customer's orders, all sorted. Each branch has a thread of its own."""
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
