/* exm-posts-tables.c - rows of Reddit's and YouTube's tables as posts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-posts-private.h"

#include <string.h>

/* {"takeoutSegments":[{"text":…}]}, or {"text":…},{"text":…}: pieces of one text. Older
 * ones are the text itself. */
static void
append_segments (GString    *out,
                 ExmJsonText cell)
{
  g_autoptr (ExmPostParser) pieces = NULL;
  g_autofree char *whole = NULL;
  ExmRecordFault   fault;

  if (cell.len < 2 || cell.data[0] != '{')
    {
      g_string_append_len (out, cell.data, (gssize)cell.len);
      return;
    }
  whole = g_strdup_printf ("{\"s\":[%.*s]}", (int)MIN (cell.len, G_MAXINT), cell.data);
  {
    static const ExmWant wants[] = {
      { "s[].text", EXM_FIELD_TEXT },
      { "s[].takeoutSegments[].text", EXM_FIELD_TEXT },
      { NULL, EXM_FIELD_NONE },
    };

    pieces = _exm_post_parser_new (EXM_SERVICE_NONE, NULL);
    pieces->wants = wants;
  }
  _exm_post_parse (pieces, whole, strlen (whole), &fault);
  if (pieces->values->len == 0 || exm_json_scan_fault (pieces->scan) != NULL)
    {
      g_string_append_len (out, cell.data, (gssize)cell.len);
      return;
    }
  for (guint i = 0; i < pieces->values->len; i++)
    {
      const ExmJsonText *text = &g_array_index (pieces->values, ExmValue, i).text;

      g_string_append_len (out, text->data, (gssize)text->len);
    }
}

gboolean
_exm_youtube_make_row (ExmPostParser *self,
                       ExmPost       *post)
{
  g_autofree char *id = _exm_post_parser_dup (self, EXM_FIELD_ID);
  g_autofree char *video = _exm_post_parser_dup (self, EXM_FIELD_URL);

  append_segments (post->text, _exm_post_parser_get (self, EXM_FIELD_TEXT));
  post->author = _exm_post_parser_dup (self, EXM_FIELD_AUTHOR);
  post->time = _exm_post_parser_get_time (self);
  post->thread = _exm_post_parser_dup (self, EXM_FIELD_THREAD);
  if (post->thread == NULL)
    post->thread = _exm_post_parser_dup (self, EXM_FIELD_PARENT);
  if (post->thread == NULL && id != NULL)
    post->thread = g_strndup (id, strcspn (id, ".")); /* an answer is ID.ID */
  if (video != NULL && id != NULL)
    post->url = g_strdup_printf ("https://www.youtube.com/watch?v=%s&lc=%s", video, id);
  else if (video != NULL)
    post->url = g_strdup_printf ("https://www.youtube.com/watch?v=%s", video);
  return TRUE;
}

/* …/comments/ID/… is thread t3_ID, as the API names it. */
static char *
thread_of_address (const char *address)
{
  static const char mark[] = "/comments/";
  const char       *at = address != NULL ? strstr (address, mark) : NULL;
  gsize             n;

  if (at == NULL)
    return NULL;
  at += strlen (mark);
  n = strcspn (at, "/?");
  return n > 0 ? g_strdup_printf ("t3_%.*s", (int)MIN (n, 32), at) : NULL;
}

gboolean
_exm_reddit_make_row (ExmPostParser *self,
                      ExmPost       *post)
{
  ExmJsonText title = _exm_post_parser_get (self, EXM_FIELD_MORE_TEXT);
  ExmJsonText body = _exm_post_parser_get (self, EXM_FIELD_TEXT);

  g_string_append_len (post->text, title.data, (gssize)title.len);
  if (body.len > 0 && !exm_json_text_equal (&body, "[deleted]") && !exm_json_text_equal (&body, "[removed]"))
    {
      if (title.len > 0)
        g_string_append (post->text, "\n\n");
      g_string_append_len (post->text, body.data, (gssize)body.len);
    }
  post->url = _exm_post_parser_dup (self, EXM_FIELD_URL);
  post->thread = thread_of_address (post->url);
  post->time = _exm_post_parser_get_time (self);
  post->author = g_strdup (self->owner);
  return TRUE;
}
