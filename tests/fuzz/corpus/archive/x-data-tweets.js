window.YTD.tweets.part0 = [
  {
    "tweet" : {
      "edit_info" : { "initial" : { "editTweetIds" : [ "1700000000000000003" ], "isEditEligible" : false } },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Web App</a>",
      "entities" : {
        "hashtags" : [ ],
        "user_mentions" : [ ],
        "urls" : [ { "url" : "https://t.co/AbCdEfGhIj", "expanded_url" : "https://example.com/a/long/way", "display_url" : "example.com/a/long/way", "indices" : [ "14", "37" ] } ]
      },
      "favorite_count" : "3",
      "id_str" : "1700000000000000003",
      "full_text" : "Salt &amp; pepper https://t.co/AbCdEfGhIj &lt;3\nand a picture https://t.co/PiCtUrE123",
      "extended_entities" : { "media" : [ { "url" : "https://t.co/PiCtUrE123" } ] },
      "created_at" : "Wed Sep 06 12:34:56 +0000 2023",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "entities" : { "urls" : [ ], "media" : [ { "url" : "https://t.co/PiCtUrE456", "expanded_url" : "https://twitter.com/anna_example/status/1/photo/1" } ] },
      "id_str" : "1700000000000000002",
      "in_reply_to_status_id_str" : "1700000000000000001",
      "in_reply_to_screen_name" : "anna_example",
      "full_text" : "@anna_example a second part 🎉 https://t.co/PiCtUrE456",
      "created_at" : "Tue Sep 05 08:00:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "id_str" : "1700000000000000001",
      "full_text" : "The first of two.",
      "created_at" : "Tue Sep 05 07:59:00 +0000 2023"
    }
  },
  {
    "tweet" : {
      "id_str" : "1600000000000000009",
      "full_text" : "RT @somebody_else: what another person wrote",
      "created_at" : "Mon Dec 05 07:59:00 +0000 2022"
    }
  },
  {
    "tweet" : { "id_str" : "1600000000000000008", "full_text" : 17 }
  }
]
