/* exm-part.c - which service's archive a file is of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-bundle-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-array-private.h"
#include "exm-car-private.h"
#include "exm-json-gate.h"
#include "exm-seek-private.h"
#include "exm-sniff-private.h"

#define LOOKED_AT 20 /* records of a file */

const char *const _exm_list_names[] = {
  "orderedItems", /* Mastodon */
  "children",     /* Reddit */
  "comments_v2",
  "comments", /* Facebook */
  "status_updates",
  "group_posts_v2",
  "group_comments_v2",
  "ig_reels_media",
  "ig_archived_post_media",
  "comments_media_comments",
  "comments_reels_comments",  /* Instagram */
  "text_post_app_text_posts", /* Threads */
  "photos",
  "videos", /* Instagram, before 2022 */
  "feed",
  "records",
  "posts", /* Bluesky's API */
  NULL,
};

/* --- one record --------------------------------------------------------------------------- */

static gboolean
has_text (JsonObject *object,
          const char *name)
{
  return exm_json_get_string (object, name) != NULL;
}

static gboolean
has_any (JsonObject *object,
         const char *name)
{
  return exm_json_get_node (object, name) != NULL;
}

static gboolean
is_x (JsonObject *object)
{
  JsonObject *tweet = exm_json_get_object (object, "tweet");

  if (tweet != NULL)
    return has_text (tweet, "full_text") || has_text (tweet, "text");
  return has_text (object, "full_text") && has_text (object, "id_str");
}

static gboolean
is_mastodon (JsonObject *object)
{
  const char *type = exm_json_get_string (object, "type");

  return has_any (object, "object") && has_text (object, "actor") &&
         (g_strcmp0 (type, "Create") == 0 || g_strcmp0 (type, "Announce") == 0);
}

static gboolean
is_bluesky (JsonObject *object)
{
  JsonObject *post = exm_json_get_object (object, "post");
  JsonObject *holders[] = { object, exm_json_get_object (object, "value"), exm_json_get_object (object, "record"), exm_json_get_object (post, "record") };

  for (guint i = 0; i < G_N_ELEMENTS (holders); i++)
    {
      const char *type = exm_json_get_string (holders[i], "$type");

      if (type != NULL && (strcmp (type, "app.bsky.feed.post") == 0 || strcmp (type, "app.bsky.feed.repost") == 0))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_reddit (JsonObject *object)
{
  const char *kind = exm_json_get_string (object, "kind");

  if (kind != NULL && exm_json_get_object (object, "data") != NULL)
    return strcmp (kind, "Listing") == 0 || strcmp (kind, "t1") == 0 || strcmp (kind, "t3") == 0;
  return has_text (object, "subreddit") && has_any (object, "created_utc") &&
         (has_text (object, "body") || has_text (object, "selftext") || has_text (object, "title"));
}

static gboolean
is_facebook (JsonObject *object)
{
  JsonArray *data = exm_json_get_array (object, "data");
  gint64     time;

  if (!exm_json_get_int64 (object, "timestamp", &time))
    return FALSE;
  for (guint i = 0; i < exm_json_array_size (data); i++)
    {
      JsonObject *item = exm_json_array_object (data, i);

      if (has_text (item, "post") || exm_json_get_object (item, "comment") != NULL)
        return TRUE;
    }
  return exm_json_get_array (object, "attachments") != NULL || (data != NULL && has_text (object, "title"));
}

static gboolean
is_instagram (JsonObject *object)
{
  JsonObject *medium = exm_json_array_object (exm_json_get_array (object, "media"), 0);

  if (medium != NULL)
    return has_text (medium, "uri") && has_any (medium, "creation_timestamp");
  if (has_text (object, "caption"))
    return has_text (object, "taken_at") && has_text (object, "path");
  return exm_json_get_object (object, "string_map_data") != NULL && has_any (object, "media_list_data");
}

ExmService
_exm_post_guess_service (const char *json,
                         gsize       len)
{
  static const struct
  {
    ExmService service;
    gboolean (*is) (JsonObject *object);
  } services[] = {
    { EXM_SERVICE_X, is_x },
    { EXM_SERVICE_MASTODON, is_mastodon },
    { EXM_SERVICE_BLUESKY, is_bluesky },
    { EXM_SERVICE_REDDIT, is_reddit },
    { EXM_SERVICE_FACEBOOK, is_facebook },
    { EXM_SERVICE_INSTAGRAM, is_instagram },
  };
  g_autoptr (JsonNode) node = exm_json_parse (json, (gssize)len, NULL);
  JsonObject *object = node != NULL ? exm_json_node_object (node) : NULL;

  for (guint i = 0; object != NULL && i < G_N_ELEMENTS (services); i++)
    if (services[i].is (object))
      return services[i].service;
  return EXM_SERVICE_NONE;
}

/* --- the beginning of a file -------------------------------------------------------------- */

/* The first service that a record of these arrays is of. */
static ExmService
look_at_arrays (ExmBlock          *block,
                const char *const *keys)
{
  ExmService service = EXM_SERVICE_NONE;
  guint      n = 0;
  ExmSeek    seek;

  _exm_seek_init (&seek, block, EXM_LINE_END_LF, keys);
  while (service == EXM_SERVICE_NONE && n < LOOKED_AT && _exm_seek_next (&seek, NULL, NULL))
    {
      ExmArrayStep step;
      ExmArray     array;

      _exm_array_init_inner (&array, block, EXM_LINE_END_LF, 1);
      while (service == EXM_SERVICE_NONE && n++ < LOOKED_AT && (step = _exm_array_next (&array, NULL, NULL)) != EXM_ARRAY_END && step != EXM_ARRAY_ERROR)
        if (step == EXM_ARRAY_ELEMENT)
          service = _exm_post_guess_service (array.bytes, array.n_bytes);
      _exm_array_clear (&array);
    }
  return service;
}

static ExmService
look_at_head (GBytes            *head,
              const char *const *keys)
{
  g_autoptr (ExmSource) source = exm_source_new_bytes (head, "");
  ExmService service;
  ExmBlock   block;

  if (!_exm_block_open (&block, source, EXM_ENCODING_UTF8, EXM_SNIFF_SIZE, NULL))
    return EXM_SERVICE_NONE;
  service = look_at_arrays (&block, keys);
  _exm_block_close (&block);
  return service;
}

static gboolean
look_at_json (ExmPart    *part,
              GBytes     *head,
              const char *text,
              gsize       len)
{
  const char *line_end = memchr (text, '\n', len);

  part->holds = EXM_HOLDS_ARRAY;
  if (*text == '{')
    {
      part->holds = EXM_HOLDS_LINES;
      part->service = _exm_post_guess_service (text, line_end != NULL ? (gsize)(line_end - text) : len);
      /* A listing in one line holds its things. */
      if (part->service != EXM_SERVICE_NONE)
        return TRUE;
      part->holds = EXM_HOLDS_OBJECT;
    }
  part->service = look_at_head (head, part->holds == EXM_HOLDS_OBJECT ? _exm_list_names : NULL);
  /* A listing with long comments is longer than the beginning. */
  if (part->service == EXM_SERVICE_NONE && g_strstr_len (text, (gssize)MIN (len, 256), "\"Listing\"") != NULL &&
      g_strstr_len (text, (gssize)len, "\"subreddit\"") != NULL)
    part->service = EXM_SERVICE_REDDIT;
  return part->service != EXM_SERVICE_NONE;
}

/* X writes JavaScript: window.YTD.tweets.part0 = [ */
static gboolean
look_at_script (ExmPart    *part,
                const char *text,
                gsize       len,
                GError    **error)
{
  static const char begin[] = "window.YTD.";
  const char       *name = text + strlen (begin);

  if (len <= strlen (begin) || memcmp (text, begin, strlen (begin)) != 0)
    return FALSE;
  if (g_str_has_prefix (name, "tweet.") || g_str_has_prefix (name, "tweets.") || g_str_has_prefix (name, "community_tweet."))
    {
      part->service = EXM_SERVICE_X;
      part->holds = EXM_HOLDS_ARRAY;
      return TRUE;
    }
  g_set_error_literal (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_UNSUPPORTED, _ ("This file of an X archive has no posts: open “tweets.js” beside it, or the whole folder"));
  return FALSE;
}

static gboolean
look_at_table (ExmPart    *part,
               const char *text,
               gsize       len)
{
  const char      *line_end = memchr (text, '\n', len);
  g_autofree char *header = g_ascii_strdown (text, (gssize)MIN ((gsize)(line_end != NULL ? line_end - text : 0), 4096));

  part->holds = EXM_HOLDS_TABLE;
  if (strstr (header, "video id") != NULL && strstr (header, "comment text") != NULL)
    part->service = EXM_SERVICE_YOUTUBE;
  else if (g_str_has_prefix (header, "id,permalink,date,") && strstr (header, "subreddit") != NULL && strstr (header, "body") != NULL)
    part->service = EXM_SERVICE_REDDIT;
  /* In other languages the columns have other names, but the cells are the same. */
  else if (line_end != NULL && strchr (header, ',') != NULL && g_strstr_len (line_end, (gssize)MIN (len - (gsize)(line_end - text), 2048), ",\"{\"\"takeoutSegments\"\":[{") != NULL)
    part->service = EXM_SERVICE_YOUTUBE;
  return part->service != EXM_SERVICE_NONE;
}

static GBytes *
read_head (ExmPart      *part,
           GCancellable *cancellable,
           GError      **error)
{
  GBytes  *head = NULL;
  gboolean going = TRUE;
  ExmBlock block;

  if (!_exm_block_open (&block, part->source, EXM_ENCODING_UTF8, EXM_SNIFF_SIZE, error))
    return NULL;
  while (going && !block.eof && block.end - block.pos < EXM_SNIFF_SIZE)
    going = _exm_block_fill (&block, cancellable, error);
  part->size = block.total_bytes;
  if (going)
    head = g_bytes_new (block.data + block.pos, block.end - block.pos);
  _exm_block_close (&block);
  return head;
}

gboolean
_exm_part_look (ExmPart      *part,
                gboolean     *found,
                GCancellable *cancellable,
                GError      **error)
{
  g_autoptr (GBytes) head = read_head (part, cancellable, error);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *copy = NULL;
  const char      *text, *lf;
  gsize            len;

  *found = FALSE;
  part->service = EXM_SERVICE_NONE;
  if (head == NULL)
    return FALSE;
  text = g_bytes_get_data (head, &len);
  if (len == 0)
    return TRUE;
  if (_exm_car_begins (text, len))
    {
      part->service = EXM_SERVICE_BLUESKY;
      part->holds = EXM_HOLDS_BLOCKS;
      *found = TRUE;
      return TRUE;
    }
  /* Terminated, for the functions of C. */
  copy = g_strndup (text, len);
  text = copy;
  lf = memchr (text, '\n', len);
  part->line_end = lf != NULL && lf > text && lf[-1] == '\r' ? EXM_LINE_END_CRLF : EXM_LINE_END_LF;
  while (len > 0 && g_ascii_isspace (*text))
    {
      text++;
      len--;
    }
  if (len > 0 && (*text == '[' || *text == '{'))
    *found = look_at_json (part, head, text, len);
  else if (len > 0)
    *found = look_at_script (part, text, len, &local_error) || (local_error == NULL && look_at_table (part, text, len));
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
