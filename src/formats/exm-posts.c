/* exm-posts.c - one record of an archive as posts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-posts-private.h"

#include <string.h>

#include "exm-post-text-private.h"

/* One walk through the JSON: a service names the places that it wants, everything else
 * is checked and skipped; what was found is then put together by the service. */

static void
post_free (gpointer data)
{
  ExmPost *self = data;

  g_string_free (self->text, TRUE);
  g_free (self->author);
  g_free (self->thread);
  g_free (self->url);
  g_free (self);
}

ExmPostParser *
_exm_post_parser_new (ExmService  service,
                      const char *owner)
{
  ExmPostParser *self = g_new0 (ExmPostParser, 1);

  self->service = service;
  self->owner = g_strdup (owner);
  self->scan = exm_json_scan_new ();
  self->path = g_string_new (NULL);
  self->values = g_array_new (FALSE, FALSE, sizeof (ExmValue));
  self->posts = g_ptr_array_new_with_free_func (post_free);
  self->wants = _exm_service_get_wants (service);
  return self;
}

void
_exm_post_parser_free (ExmPostParser *self)
{
  if (self == NULL)
    return;
  g_free (self->owner);
  exm_json_scan_free (self->scan);
  g_string_free (self->path, TRUE);
  g_array_unref (self->values);
  g_ptr_array_unref (self->posts);
  g_free (self);
}

ExmPost *
_exm_post_parser_add_post (ExmPostParser *self)
{
  ExmPost *post;

  if (self->n_posts == self->posts->len)
    {
      post = g_new0 (ExmPost, 1);
      post->text = g_string_new (NULL);
      g_ptr_array_add (self->posts, post);
    }
  post = self->posts->pdata[self->n_posts++];
  g_string_truncate (post->text, 0);
  g_clear_pointer (&post->author, g_free);
  g_clear_pointer (&post->thread, g_free);
  g_clear_pointer (&post->url, g_free);
  post->time = 0;
  post->kind = EXM_POST_TAKEN;
  return post;
}

void
_exm_post_settle (ExmPost *post)
{
  _exm_post_text_trim (post->text);
  if (post->kind == EXM_POST_OTHER || !_exm_text_is_blank (post->text->str, post->text->len))
    return;
  post->kind = post->kind == EXM_POST_REPOST ? EXM_POST_POINTER : EXM_POST_NO_TEXT;
}

ExmJsonText
_exm_post_parser_get (const ExmPostParser *self,
                      ExmField             field)
{
  for (guint i = 0; i < self->values->len; i++)
    {
      const ExmValue *value = &g_array_index (self->values, ExmValue, i);

      if (value->field == field && value->text.len > 0)
        return value->text;
    }
  return (ExmJsonText){ "", 0 };
}

gboolean
_exm_post_parser_has (const ExmPostParser *self,
                      ExmField             field)
{
  for (guint i = 0; i < self->values->len; i++)
    if (g_array_index (self->values, ExmValue, i).field == field)
      return TRUE;
  return FALSE;
}

char *
_exm_post_parser_dup (const ExmPostParser *self,
                      ExmField             field)
{
  ExmJsonText text = _exm_post_parser_get (self, field);

  return text.len > 0 ? exm_json_text_dup (&text) : NULL;
}

/* --- the walk ----------------------------------------------------------------------- */

typedef enum
{
  UNWANTED,
  ON_THE_WAY,
  WANTED,
} Match;

static Match
match_path (const char *pattern,
            const char *path)
{
  while (*path != '\0')
    {
      if (*pattern == '*')
        {
          pattern++;
          while (*path != '\0' && *path != '.')
            path++;
          continue;
        }
      if (*pattern != *path)
        return UNWANTED;
      pattern++;
      path++;
    }
  if (*pattern == '\0')
    return WANTED;
  return *pattern == '.' || *pattern == '[' ? ON_THE_WAY : UNWANTED;
}

/* A place may be wanted by itself, and stand on the way to others. */
static gboolean
is_wanted (ExmPostParser *self,
           ExmField      *field)
{
  gboolean wanted = FALSE;

  *field = EXM_FIELD_NONE;
  for (const ExmWant *want = self->wants; want->path != NULL; want++)
    {
      Match match = match_path (want->path, self->path->str);

      wanted |= match != UNWANTED;
      if (match == WANTED && *field == EXM_FIELD_NONE)
        *field = want->field;
    }
  return wanted;
}

void
_exm_post_parser_add (ExmPostParser *self,
                      ExmField       field,
                      const char    *text,
                      gsize          len)
{
  ExmValue value = { field, { text, len } };

  g_array_append_val (self->values, value);
}

static gboolean take_value (ExmPostParser *self);

static gboolean
take_object (ExmPostParser *self)
{
  gsize       len = self->path->len;
  ExmJsonText key;
  ExmField    field;

  if (!exm_json_scan_enter_object (self->scan))
    return FALSE;
  while (exm_json_scan_next_key (self->scan, &key))
    {
      gboolean taken;

      if (len > 0)
        g_string_append_c (self->path, '.');
      g_string_append_len (self->path, key.data, (gssize)key.len);
      taken = is_wanted (self, &field) ? take_value (self) : exm_json_scan_skip (self->scan, NULL);
      g_string_truncate (self->path, len);
      if (!taken)
        return FALSE;
    }
  return exm_json_scan_fault (self->scan) == NULL;
}

static gboolean
take_array (ExmPostParser *self)
{
  gsize    len = self->path->len;
  ExmField field;
  gboolean wanted, taken = TRUE;

  if (!exm_json_scan_enter_array (self->scan))
    return FALSE;
  g_string_append (self->path, "[]");
  wanted = is_wanted (self, &field);
  while (taken && exm_json_scan_next_item (self->scan))
    {
      if (field == EXM_FIELD_LINK)
        _exm_post_parser_add (self, field, "", 0);
      taken = wanted ? take_value (self) : exm_json_scan_skip (self->scan, NULL);
    }
  g_string_truncate (self->path, len);
  return taken && exm_json_scan_fault (self->scan) == NULL;
}

/* The value that the cursor stands on. */
static gboolean
take_value (ExmPostParser *self)
{
  ExmJsonText   text = { "", 0 };
  ExmJsonNumber number;
  gboolean      is_number = FALSE;
  ExmField      field;

  switch (exm_json_scan_peek (self->scan))
    {
    case EXM_JSON_OBJECT:
      return take_object (self);
    case EXM_JSON_ARRAY:
      return take_array (self);
    case EXM_JSON_STRING:
      if (!exm_json_scan_string (self->scan, &text))
        return FALSE;
      break;
    case EXM_JSON_NUMBER:
      if (!exm_json_scan_number (self->scan, &number))
        return FALSE;
      text = number.raw;
      is_number = TRUE;
      break;
    case EXM_JSON_TRUE:
    case EXM_JSON_FALSE:
    case EXM_JSON_NULL:
    case EXM_JSON_INVALID:
    default:
      return exm_json_scan_skip (self->scan, NULL);
    }
  if (is_wanted (self, &field) && field != EXM_FIELD_NONE && !(is_number && (field == EXM_FIELD_TEXT || field == EXM_FIELD_MORE_TEXT)))
    _exm_post_parser_add (self, field, text.data, text.len);
  return TRUE;
}

/* --- records -------------------------------------------------------------------------- */

void
_exm_post_parser_begin (ExmPostParser *self)
{
  g_array_set_size (self->values, 0);
  g_string_truncate (self->path, 0);
  self->n_posts = 0;
  self->has_frame = FALSE;
}

gboolean
_exm_post_parser_finish (ExmPostParser  *self,
                         ExmRecordFault *fault)
{
  ExmPost *post = _exm_post_parser_add_post (self);

  *fault = (ExmRecordFault){ 0 };
  if (_exm_service_make_post (self, post))
    {
      _exm_post_settle (post);
      return TRUE;
    }
  self->n_posts = 0;
  fault->reason = EXM_REASON_UNKNOWN_SHAPE;
  return FALSE;
}

gboolean
_exm_post_parse (ExmPostParser  *self,
                 const char     *json,
                 gsize           len,
                 ExmRecordFault *fault)
{
  gboolean    is_object;
  ExmJsonType type;
  gboolean    taken;

  *fault = (ExmRecordFault){ 0 };
  _exm_post_parser_begin (self);
  exm_json_scan_reset (self->scan, json, len);
  type = exm_json_scan_peek (self->scan);
  is_object = type == EXM_JSON_OBJECT;
  if (!is_object)
    taken = exm_json_scan_skip (self->scan, NULL);
  else if (self->wants == NULL)
    taken = _exm_reddit_take (self);
  else
    taken = take_object (self);
  if (!taken || !exm_json_scan_finish (self->scan))
    {
      self->n_posts = 0;
      if (exm_json_scan_fault (self->scan) != NULL)
        _exm_record_fault_of_json (fault, exm_json_scan_fault (self->scan));
      else
        fault->reason = EXM_REASON_UNKNOWN_SHAPE;
      return FALSE;
    }
  if (!is_object)
    {
      fault->reason = EXM_REASON_NOT_AN_OBJECT;
      return FALSE;
    }
  if (self->wants == NULL)
    {
      gboolean has_posts = self->has_frame;

      for (guint i = 0; i < self->n_posts && !has_posts; i++)
        has_posts = ((const ExmPost *)self->posts->pdata[i])->kind != EXM_POST_OTHER;
      fault->reason = EXM_REASON_UNKNOWN_SHAPE;
      return has_posts;
    }
  return _exm_post_parser_finish (self, fault);
}
