window.YTD.like.part0 = [
  { "like" : { "tweetId" : "1", "fullText" : "something that was liked", "expandedUrl" : "https://twitter.com/i/web/status/1" } }
]
