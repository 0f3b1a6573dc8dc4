/* exm-posts-reddit.c - things of Reddit, which hold further ones
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-posts-private.h"

#include <string.h>

#include "exm-post-text-private.h"

/* A thing is {"kind":"t1","data":{…}}, a listing {"kind":"Listing","data":{"children":
 * [things]}}; a comment's "replies" is a listing, or "". Dumps have the data alone, one a
 * line. Depth is bounded by the scanner. */

static gboolean take_thing (ExmPostParser *self);

static gboolean
take_things (ExmPostParser *self)
{
  if (!exm_json_scan_enter_array (self->scan))
    return FALSE;
  while (exm_json_scan_next_item (self->scan))
    if (!(exm_json_scan_peek (self->scan) == EXM_JSON_OBJECT ? take_thing (self) : exm_json_scan_skip (self->scan, NULL)))
      return FALSE;
  return exm_json_scan_fault (self->scan) == NULL;
}

/* A string or number as text; everything else is passed over. */
static gboolean
take_text (ExmPostParser *self,
           char         **text)
{
  ExmJsonText   taken = { "", 0 };
  ExmJsonNumber number;
  ExmJsonType   type = exm_json_scan_peek (self->scan);

  if (type == EXM_JSON_STRING)
    {
      if (!exm_json_scan_string (self->scan, &taken))
        return FALSE;
    }
  else if (type == EXM_JSON_NUMBER)
    {
      if (!exm_json_scan_number (self->scan, &number))
        return FALSE;
      taken = number.raw;
    }
  else
    return exm_json_scan_skip (self->scan, NULL);
  g_free (*text);
  *text = taken.len > 0 ? exm_json_text_dup (&taken) : NULL;
  return TRUE;
}

typedef struct
{
  char *title;
  char *body;
  char *author;
  char *link_id;
  char *name;
  char *id;
  char *permalink;
  char *created;
  char *crosspost;
} Texts;

static void
texts_clear (Texts *texts)
{
  char **all = (char **)texts;

  for (gsize i = 0; i < sizeof *texts / sizeof (char *); i++)
    g_free (all[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Texts, texts_clear)

static gboolean
is_removed (const char *text)
{
  return text != NULL && (strcmp (text, "[deleted]") == 0 || strcmp (text, "[removed]") == 0);
}

static void
append (GString    *out,
        const char *text)
{
  if (text == NULL || is_removed (text))
    return;
  if (out->len > 0)
    g_string_append (out, "\n\n");
  _exm_entities_append_text (out, text, strlen (text));
}

static void
fill_post (ExmPost *post,
           Texts   *texts)
{
  append (post->text, texts->title);
  append (post->text, texts->body);
  if (texts->author != NULL && !is_removed (texts->author))
    post->author = g_strconcat ("u/", texts->author, NULL);
  if (texts->link_id != NULL)
    post->thread = g_steal_pointer (&texts->link_id);
  else if (texts->name != NULL)
    post->thread = g_steal_pointer (&texts->name);
  else if (texts->id != NULL)
    post->thread = g_strconcat (texts->title != NULL ? "t3_" : "t1_", texts->id, NULL);
  if (texts->permalink != NULL)
    post->url = g_strconcat (*texts->permalink == '/' ? "https://www.reddit.com" : "", texts->permalink, NULL);
  if (texts->created != NULL)
    post->time = _exm_when_parse (texts->created, strlen (texts->created));
  if (texts->crosspost != NULL)
    post->kind = EXM_POST_REPOST;
  _exm_post_settle (post);
}

static gboolean
take_member (ExmPostParser     *self,
             const ExmJsonText *key,
             Texts             *texts)
{
  const struct
  {
    const char *name;
    char      **text;
  } wanted[] = {
    { "title", &texts->title },
    { "body", &texts->body },
    { "selftext", &texts->body },
    { "author", &texts->author },
    { "link_id", &texts->link_id },
    { "name", &texts->name },
    { "id", &texts->id },
    { "permalink", &texts->permalink },
    { "created_utc", &texts->created },
    { "crosspost_parent", &texts->crosspost },
  };

  self->has_frame |= exm_json_text_equal (key, "kind") || exm_json_text_equal (key, "children");
  if (exm_json_text_equal (key, "replies") && exm_json_scan_peek (self->scan) == EXM_JSON_OBJECT)
    return take_thing (self);
  if (exm_json_text_equal (key, "children") && exm_json_scan_peek (self->scan) == EXM_JSON_ARRAY)
    return take_things (self);
  if (exm_json_text_equal (key, "data") && exm_json_scan_peek (self->scan) == EXM_JSON_OBJECT)
    return take_thing (self);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (exm_json_text_equal (key, wanted[i].name))
      return take_text (self, wanted[i].text);
  return exm_json_scan_skip (self->scan, NULL);
}

/* An object: a thing, its data, a listing. Its own post stands before those below. */
static gboolean
take_thing (ExmPostParser *self)
{
  g_auto (Texts) texts = { 0 };
  guint       at = self->n_posts;
  ExmJsonText key;

  if (!exm_json_scan_enter_object (self->scan))
    return FALSE;
  _exm_post_parser_add_post (self);
  while (exm_json_scan_next_key (self->scan, &key))
    if (!take_member (self, &key, &texts))
      return FALSE;
  if (exm_json_scan_fault (self->scan) != NULL)
    return FALSE;
  /* A frame around others, or what stands for more that is not there. */
  if (texts.title == NULL && texts.body == NULL)
    ((ExmPost *)self->posts->pdata[at])->kind = EXM_POST_OTHER;
  else
    fill_post (self->posts->pdata[at], &texts);
  return TRUE;
}

gboolean
_exm_reddit_take (ExmPostParser *self)
{
  return take_thing (self);
}
