window.YTD.account.part0 = [
  {
    "account" : {
      "email" : "anna@example.com",
      "createdVia" : "web",
      "username" : "anna_example",
      "accountId" : "1"
    }
  }
]
