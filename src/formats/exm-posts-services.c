/* exm-posts-services.c - what the records of each service hold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-posts-private.h"

#include <string.h>

#include "exm-post-text-private.h"

#define PUBLIC "https://www.w3.org/ns/activitystreams#Public"
#define FEED_POST "app.bsky.feed.post"
#define FEED_REPOST "app.bsky.feed.repost"

/* clang-format off */
/* In today's archives a tweet stands in an object of its own, in older ones not. */
static const ExmWant x_wants[] = {
  { "tweet.full_text", EXM_FIELD_TEXT },
  { "tweet.text", EXM_FIELD_MORE_TEXT },
  { "tweet.id_str", EXM_FIELD_ID },
  { "tweet.created_at", EXM_FIELD_TIME },
  { "tweet.conversation_id_str", EXM_FIELD_THREAD },
  { "tweet.in_reply_to_status_id_str", EXM_FIELD_PARENT },
  { "tweet.user.screen_name", EXM_FIELD_AUTHOR },
  { "tweet.retweeted_status.id_str", EXM_FIELD_REPOST },
  { "tweet.entities.urls[]", EXM_FIELD_LINK },
  { "tweet.entities.urls[].url", EXM_FIELD_LINK_SHORT },
  { "tweet.entities.urls[].expanded_url", EXM_FIELD_LINK_LONG },
  { "tweet.entities.media[].url", EXM_FIELD_MEDIA_SHORT },
  { "tweet.extended_entities.media[].url", EXM_FIELD_MEDIA_SHORT },
  { "noteTweet.core.text", EXM_FIELD_TEXT },
  { "noteTweet.createdAt", EXM_FIELD_TIME },
  { "noteTweet.core.urls[]", EXM_FIELD_LINK },
  { "noteTweet.core.urls[].shortUrl", EXM_FIELD_LINK_SHORT },
  { "noteTweet.core.urls[].expandedUrl", EXM_FIELD_LINK_LONG },
  { "full_text", EXM_FIELD_TEXT },
  { "text", EXM_FIELD_MORE_TEXT },
  { "id_str", EXM_FIELD_ID },
  { "created_at", EXM_FIELD_TIME },
  { "conversation_id_str", EXM_FIELD_THREAD },
  { "in_reply_to_status_id_str", EXM_FIELD_PARENT },
  { "user.screen_name", EXM_FIELD_AUTHOR },
  { "retweeted_status.id_str", EXM_FIELD_REPOST },
  { "entities.urls[]", EXM_FIELD_LINK },
  { "entities.urls[].url", EXM_FIELD_LINK_SHORT },
  { "entities.urls[].expanded_url", EXM_FIELD_LINK_LONG },
  { "entities.media[].url", EXM_FIELD_MEDIA_SHORT },
  { "extended_entities.media[].url", EXM_FIELD_MEDIA_SHORT },
  { NULL, EXM_FIELD_NONE },
};

static const ExmWant mastodon_wants[] = {
  { "type", EXM_FIELD_TYPE },
  { "actor", EXM_FIELD_AUTHOR },
  { "published", EXM_FIELD_TIME },
  { "to[]", EXM_FIELD_TO },
  { "cc[]", EXM_FIELD_TO },
  { "to", EXM_FIELD_TO },
  { "object", EXM_FIELD_REPOST },
  { "object.type", EXM_FIELD_INNER_TYPE },
  { "object.content", EXM_FIELD_TEXT },
  { "object.summary", EXM_FIELD_MORE_TEXT },
  { "object.id", EXM_FIELD_ID },
  { "object.url", EXM_FIELD_URL },
  { "object.attributedTo", EXM_FIELD_LINK_LONG },
  { "object.conversation", EXM_FIELD_THREAD },
  { "object.inReplyTo", EXM_FIELD_PARENT },
  { NULL, EXM_FIELD_NONE },
};

static const ExmWant bluesky_wants[] = {
  { "$type", EXM_FIELD_TYPE },
  { "text", EXM_FIELD_TEXT },
  { "createdAt", EXM_FIELD_TIME },
  { "reply.root.uri", EXM_FIELD_THREAD },
  { "value.$type", EXM_FIELD_TYPE },
  { "value.text", EXM_FIELD_TEXT },
  { "value.createdAt", EXM_FIELD_TIME },
  { "value.reply.root.uri", EXM_FIELD_THREAD },
  { "record.$type", EXM_FIELD_TYPE },
  { "record.text", EXM_FIELD_TEXT },
  { "record.createdAt", EXM_FIELD_TIME },
  { "record.reply.root.uri", EXM_FIELD_THREAD },
  { "post.record.$type", EXM_FIELD_TYPE },
  { "post.record.text", EXM_FIELD_TEXT },
  { "post.record.createdAt", EXM_FIELD_TIME },
  { "post.record.reply.root.uri", EXM_FIELD_THREAD },
  { "uri", EXM_FIELD_ID },
  { "post.uri", EXM_FIELD_ID },
  { "author.handle", EXM_FIELD_AUTHOR },
  { "post.author.handle", EXM_FIELD_AUTHOR },
  { "reason.$type", EXM_FIELD_REPOST },
  { NULL, EXM_FIELD_NONE },
};

static const ExmWant facebook_wants[] = {
  { "data[].post", EXM_FIELD_TEXT },
  { "data[].comment.comment", EXM_FIELD_TEXT },
  { "data[].comment.author", EXM_FIELD_AUTHOR },
  { "data[].comment.timestamp", EXM_FIELD_TIME },
  { "timestamp", EXM_FIELD_TIME },
  { "title", EXM_FIELD_TYPE },
  { "attachments[].data[].media.description", EXM_FIELD_MORE_TEXT },
  { "fbid", EXM_FIELD_ID },
  { NULL, EXM_FIELD_NONE },
};

static const ExmWant instagram_wants[] = {
  { "title", EXM_FIELD_TEXT },
  { "caption", EXM_FIELD_TEXT },
  { "creation_timestamp", EXM_FIELD_TIME },
  { "taken_at", EXM_FIELD_TIME },
  { "media[].title", EXM_FIELD_MORE_TEXT },
  { "media[].creation_timestamp", EXM_FIELD_TIME },
  { "media[].uri", EXM_FIELD_TYPE },
  { "uri", EXM_FIELD_TYPE },
  { "path", EXM_FIELD_TYPE },
  { "string_map_data.Comment.value", EXM_FIELD_TEXT },
  /* The names are in the user's language: the comment comes first. */
  { "string_map_data.*.value", EXM_FIELD_MORE_TEXT },
  { "string_map_data.*.timestamp", EXM_FIELD_TIME },
  { NULL, EXM_FIELD_NONE },
};
/* clang-format on */

const ExmWant *
_exm_service_get_wants (ExmService service)
{
  static const ExmWant nothing[] = { { NULL, EXM_FIELD_NONE } };

  switch (service)
    {
    case EXM_SERVICE_X:
      return x_wants;
    case EXM_SERVICE_MASTODON:
      return mastodon_wants;
    case EXM_SERVICE_BLUESKY:
      return bluesky_wants;
    case EXM_SERVICE_FACEBOOK:
      return facebook_wants;
    case EXM_SERVICE_INSTAGRAM:
      return instagram_wants;
    case EXM_SERVICE_REDDIT:
      return NULL;
    case EXM_SERVICE_NONE:
    case EXM_SERVICE_YOUTUBE:
    default:
      return nothing;
    }
}

static gboolean
text_is (ExmJsonText text,
         const char *to)
{
  return exm_json_text_equal (&text, to);
}

gint64
_exm_post_parser_get_time (const ExmPostParser *self)
{
  ExmJsonText text = _exm_post_parser_get (self, EXM_FIELD_TIME);

  return _exm_when_parse (text.data, text.len);
}

/* --- X ---------------------------------------------------------------------------------- */

/* Every link is written as t.co/…: what it leads to says more, and those of the post's
 * own pictures say nothing. */
static void
replace_links (const ExmPostParser *self,
               GString             *text)
{
  g_autofree char *shorter = NULL;

  for (guint i = 0; i < self->values->len; i++)
    {
      const ExmValue *value = &g_array_index (self->values, ExmValue, i);
      ExmJsonText     shown = { "", 0 };
      ExmJsonText     link = { "", 0 };

      if (value->field == EXM_FIELD_MEDIA_SHORT)
        shown = value->text;
      else if (value->field == EXM_FIELD_LINK)
        for (guint k = i + 1; k < self->values->len; k++)
          {
            const ExmValue *part = &g_array_index (self->values, ExmValue, k);

            if (part->field == EXM_FIELD_LINK_SHORT)
              shown = part->text;
            else if (part->field == EXM_FIELD_LINK_LONG)
              link = part->text;
            else
              break;
          }
      if (shown.len == 0 || (value->field == EXM_FIELD_LINK && link.len == 0))
        continue;
      g_free (shorter);
      shorter = exm_json_text_dup (&shown);

      g_autofree char *longer = exm_json_text_dup (&link);

      g_string_replace (text, shorter, longer, 1);
    }
}

static gboolean
make_x (ExmPostParser *self,
        ExmPost       *post)
{
  ExmJsonText      text = _exm_post_parser_get (self, EXM_FIELD_TEXT);
  g_autofree char *id = _exm_post_parser_dup (self, EXM_FIELD_ID);
  g_autofree char *author = _exm_post_parser_dup (self, EXM_FIELD_AUTHOR);

  if (text.len == 0)
    text = _exm_post_parser_get (self, EXM_FIELD_MORE_TEXT);
  if (!_exm_post_parser_has (self, EXM_FIELD_TEXT) && !_exm_post_parser_has (self, EXM_FIELD_MORE_TEXT))
    return FALSE;
  _exm_entities_append_text (post->text, text.data, text.len);
  replace_links (self, post->text);
  post->author = author != NULL ? g_strconcat ("@", author, NULL) : g_strdup (self->owner);
  post->thread = _exm_post_parser_dup (self, EXM_FIELD_THREAD);
  if (post->thread == NULL)
    post->thread = _exm_post_parser_dup (self, EXM_FIELD_PARENT);
  if (post->thread == NULL)
    post->thread = g_strdup (id);
  if (id != NULL)
    post->url = g_strdup_printf ("https://x.com/i/status/%s", id);
  post->time = _exm_post_parser_get_time (self);
  if (_exm_post_parser_get (self, EXM_FIELD_REPOST).len > 0 || g_str_has_prefix (post->text->str, "RT @"))
    {
      const char *name = post->text->str + strlen ("RT @");
      gsize       n = g_str_has_prefix (post->text->str, "RT @") ? strcspn (name, ": \n") : 0;

      post->kind = EXM_POST_REPOST;
      if (n > 0 && n < 64)
        {
          g_free (post->author);
          post->author = g_strdup_printf ("@%.*s", (int)n, name);
        }
    }
  return TRUE;
}

/* --- Mastodon ---------------------------------------------------------------------------- */

/* https://host/users/name and https://host/@name are @name@host. */
static char *
name_actor (ExmJsonText address)
{
  g_autofree char *text = exm_json_text_dup (&address);
  const char      *host = strstr (text, "://");
  const char      *name = strrchr (text, '/');
  gsize            n;

  if (host == NULL || name == NULL || name < host + 3)
    return g_steal_pointer (&text);
  host += 3;
  n = strcspn (host, "/");
  name += name[1] == '@' ? 2 : 1;
  return *name != '\0' ? g_strdup_printf ("@%s@%.*s", name, (int)n, host) : g_steal_pointer (&text);
}

/* Posts are to everybody or to those who follow; what is only to named people is a
 * private message. */
static gboolean
is_direct (const ExmPostParser *self)
{
  gboolean has_some = FALSE;

  for (guint i = 0; i < self->values->len; i++)
    {
      const ExmValue *value = &g_array_index (self->values, ExmValue, i);

      if (value->field != EXM_FIELD_TO)
        continue;
      if (text_is (value->text, PUBLIC) || text_is (value->text, "as:Public") || text_is (value->text, "Public") ||
          (value->text.len > 10 && memcmp (value->text.data + value->text.len - 10, "/followers", 10) == 0))
        return FALSE;
      has_some = TRUE;
    }
  return has_some;
}

static gboolean
make_mastodon (ExmPostParser *self,
               ExmPost       *post)
{
  ExmJsonText type = _exm_post_parser_get (self, EXM_FIELD_TYPE);
  ExmJsonText summary = _exm_post_parser_get (self, EXM_FIELD_MORE_TEXT);
  ExmJsonText text = _exm_post_parser_get (self, EXM_FIELD_TEXT);
  ExmJsonText author = _exm_post_parser_get (self, EXM_FIELD_LINK_LONG);
  gboolean    is_announce = text_is (type, "Announce");

  if (!is_announce && !text_is (type, "Create"))
    {
      post->kind = EXM_POST_OTHER;
      return type.len > 0;
    }
  if (summary.len > 0)
    {
      _exm_html_append_text (post->text, summary.data, summary.len);
      g_string_append (post->text, "\n\n");
    }
  _exm_html_append_text (post->text, text.data, text.len);
  if (author.len == 0 && !is_announce)
    author = _exm_post_parser_get (self, EXM_FIELD_AUTHOR);
  if (author.len > 0)
    post->author = name_actor (author);
  post->thread = _exm_post_parser_dup (self, EXM_FIELD_THREAD);
  if (post->thread == NULL)
    post->thread = _exm_post_parser_dup (self, EXM_FIELD_PARENT);
  if (post->thread == NULL)
    post->thread = _exm_post_parser_dup (self, EXM_FIELD_ID);
  post->url = _exm_post_parser_dup (self, EXM_FIELD_URL);
  if (post->url == NULL)
    post->url = _exm_post_parser_dup (self, is_announce ? EXM_FIELD_REPOST : EXM_FIELD_ID);
  post->time = _exm_post_parser_get_time (self);
  if (is_announce)
    post->kind = EXM_POST_REPOST;
  else if (is_direct (self))
    post->kind = EXM_POST_PRIVATE;
  return TRUE;
}

/* --- Bluesky ----------------------------------------------------------------------------- */

/* at://who/app.bsky.feed.post/key */
static void
read_address (ExmPost    *post,
              const char *address)
{
  g_auto (GStrv) parts = g_strsplit (address, "/", 6);

  if (g_strv_length (parts) != 5 || strcmp (parts[0], "at:") != 0 || strcmp (parts[3], FEED_POST) != 0)
    return;
  if (post->author == NULL)
    post->author = g_strdup (parts[2]);
  if (*parts[4] != '\0')
    post->url = g_strdup_printf ("https://bsky.app/profile/%s/post/%s", parts[2], parts[4]);
}

static gboolean
make_bluesky (ExmPostParser *self,
              ExmPost       *post)
{
  ExmJsonText      type = _exm_post_parser_get (self, EXM_FIELD_TYPE);
  ExmJsonText      text = _exm_post_parser_get (self, EXM_FIELD_TEXT);
  g_autofree char *address = _exm_post_parser_dup (self, EXM_FIELD_ID);
  g_autofree char *author = _exm_post_parser_dup (self, EXM_FIELD_AUTHOR);

  if (type.len == 0)
    return FALSE;
  if (!text_is (type, FEED_POST))
    {
      post->kind = text_is (type, FEED_REPOST) ? EXM_POST_REPOST : EXM_POST_OTHER;
      return TRUE;
    }
  g_string_append_len (post->text, text.data, (gssize)text.len);
  if (author != NULL)
    post->author = g_strconcat ("@", author, NULL);
  else
    post->author = g_strdup (self->owner);
  if (address != NULL)
    read_address (post, address);
  post->thread = _exm_post_parser_dup (self, EXM_FIELD_THREAD);
  if (post->thread == NULL)
    post->thread = g_steal_pointer (&address);
  post->time = _exm_post_parser_get_time (self);
  if (_exm_post_parser_get (self, EXM_FIELD_REPOST).len > 0)
    post->kind = EXM_POST_REPOST;
  return TRUE;
}

/* --- Facebook, Instagram ----------------------------------------------------------------- */

static void
append_mended (GString    *out,
               ExmJsonText text)
{
  _exm_mojibake_append_text (out, text.data, text.len);
}

static gboolean
make_facebook (ExmPostParser *self,
               ExmPost       *post)
{
  ExmJsonText text = _exm_post_parser_get (self, EXM_FIELD_TEXT);
  ExmJsonText author = _exm_post_parser_get (self, EXM_FIELD_AUTHOR);

  if (text.len == 0)
    text = _exm_post_parser_get (self, EXM_FIELD_MORE_TEXT);
  if (text.len == 0 && self->values->len == 0)
    return FALSE;
  append_mended (post->text, text);
  post->time = _exm_post_parser_get_time (self);
  if (author.len > 0)
    {
      g_autoptr (GString) name = g_string_new (NULL);

      append_mended (name, author);
      post->author = g_strdup (name->str);
    }
  else
    post->author = g_strdup (self->owner);
  return TRUE;
}

static gboolean
make_instagram (ExmPostParser *self,
                ExmPost       *post)
{
  ExmJsonText text = _exm_post_parser_get (self, EXM_FIELD_TEXT);

  if (text.len == 0)
    text = _exm_post_parser_get (self, EXM_FIELD_MORE_TEXT);
  if (text.len == 0 && self->values->len == 0)
    return FALSE;
  append_mended (post->text, text);
  post->time = _exm_post_parser_get_time (self);
  post->author = g_strdup (self->owner);
  return TRUE;
}

/* --- all ---------------------------------------------------------------------------------- */

gboolean
_exm_service_make_post (ExmPostParser *self,
                        ExmPost       *post)
{
  switch (self->service)
    {
    case EXM_SERVICE_X:
      return make_x (self, post);
    case EXM_SERVICE_MASTODON:
      return make_mastodon (self, post);
    case EXM_SERVICE_BLUESKY:
      return make_bluesky (self, post);
    case EXM_SERVICE_FACEBOOK:
      return make_facebook (self, post);
    case EXM_SERVICE_INSTAGRAM:
      return make_instagram (self, post);
    case EXM_SERVICE_REDDIT:
      return _exm_reddit_make_row (self, post);
    case EXM_SERVICE_YOUTUBE:
      return _exm_youtube_make_row (self, post);
    case EXM_SERVICE_NONE:
    default:
      return TRUE;
    }
}
