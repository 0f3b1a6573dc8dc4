/* exm-archive.c - an archive as one post or bad record after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-archive-records-private.h"

#include <string.h>

/* part ─► its records (array, line, row, block) ─► the parser ─► posts, one at a time */

static const struct
{
  const char *id;
  const char *name;
} services[] = {
  [EXM_SERVICE_NONE] = { "none", "" },
  [EXM_SERVICE_X] = { "x", "X" },
  [EXM_SERVICE_MASTODON] = { "mastodon", "Mastodon" },
  [EXM_SERVICE_BLUESKY] = { "bluesky", "Bluesky" },
  [EXM_SERVICE_REDDIT] = { "reddit", "Reddit" },
  [EXM_SERVICE_FACEBOOK] = { "facebook", "Facebook" },
  [EXM_SERVICE_INSTAGRAM] = { "instagram", "Instagram" },
  [EXM_SERVICE_YOUTUBE] = { "youtube", "YouTube" },
};
G_STATIC_ASSERT (G_N_ELEMENTS (services) == EXM_N_SERVICES);

const char *
exm_service_get_name (ExmService service)
{
  g_return_val_if_fail ((guint)service < EXM_N_SERVICES, NULL);

  return services[service].name;
}

const char *
exm_service_get_id (ExmService service)
{
  g_return_val_if_fail ((guint)service < EXM_N_SERVICES, NULL);

  return services[service].id;
}

/* --- parts ------------------------------------------------------------------------------------ */

ExmArchive *
_exm_archive_new (ExmSource      *source,
                  const ExmSniff *sniff,
                  GError        **error)
{
  g_autoptr (ExmBundle) bundle = _exm_bundle_new (source, NULL, error);
  ExmArchive *self;

  if (bundle == NULL)
    return NULL;
  self = g_new0 (ExmArchive, 1);
  self->reposts = sniff->reposts;
  self->parser = _exm_post_parser_new (sniff->service, bundle->owner);
  self->bundle = g_steal_pointer (&bundle);
  return self;
}

static void
close_part (ExmArchive *self)
{
  if (!self->is_open)
    return;
  self->bytes_before += self->block.bytes_read;
  _exm_archive_close_array (self);
  if (self->part->holds == EXM_HOLDS_TABLE)
    _exm_csv_clear (&self->csv);
  g_clear_pointer (&self->repo, _exm_repo_free);
  _exm_block_close (&self->block);
  self->is_open = FALSE;
}

void
_exm_archive_free (ExmArchive *self)
{
  if (self == NULL)
    return;
  close_part (self);
  _exm_replies_clear (&self->replies);
  _exm_notes_free (self->notes);
  _exm_post_parser_free (self->parser);
  _exm_bundle_free (self->bundle);
  g_free (self);
}

static gboolean
open_given (ExmArchive    *self,
            const ExmPart *part,
            GCancellable  *cancellable,
            GError       **error)
{
  if (part->holds == EXM_HOLDS_BLOCKS)
    {
      self->repo = _exm_repo_read (part->source, cancellable, error);
      if (self->repo == NULL)
        return FALSE;
      g_free (self->parser->owner);
      self->parser->owner = g_strdup (self->repo->owner);
    }
  if (!_exm_block_open (&self->block, part->source, EXM_ENCODING_UTF8, EXM_BLOCK_SIZE, error))
    {
      g_clear_pointer (&self->repo, _exm_repo_free);
      return FALSE;
    }
  self->part = part;
  self->is_open = TRUE;
  self->line = 0;
  self->has_header = FALSE;
  if (part->holds == EXM_HOLDS_TABLE)
    _exm_csv_init (&self->csv, &self->block, ',', part->line_end);
  else if (part->holds == EXM_HOLDS_BLOCKS)
    _exm_car_init (&self->car, &self->block);
  else
    _exm_seek_init (&self->seek, &self->block, part->line_end, part->holds == EXM_HOLDS_OBJECT ? _exm_list_names : NULL);
  return TRUE;
}

static gboolean
open_part (ExmArchive   *self,
           GCancellable *cancellable,
           GError      **error)
{
  return open_given (self, self->bundle->parts->pdata[self->at++], cancellable, error);
}

guint64
_exm_archive_get_bytes_read (const ExmArchive *self)
{
  return self->bytes_before + (self->is_open ? self->block.bytes_read : 0);
}

guint64
_exm_archive_get_total_bytes (const ExmArchive *self)
{
  guint64 total = 0;

  for (guint i = 0; i < self->bundle->parts->len; i++)
    total += ((const ExmPart *)self->bundle->parts->pdata[i])->size;
  return total;
}

guint64
_exm_archive_count (const ExmArchive *self,
                    ExmPostKind       kind)
{
  return self->counts[kind];
}

/* --- posts --------------------------------------------------------------------------------------- */

static ExmJsonText
text_of (const char *text)
{
  return (ExmJsonText){ text, text != NULL ? strlen (text) : 0 };
}

static gboolean
is_wanted (const ExmArchive *self,
           const ExmPost    *post)
{
  if (post->kind == EXM_POST_TAKEN)
    return self->reposts != EXM_REPOSTS_ONLY;
  return post->kind == EXM_POST_REPOST && self->reposts != EXM_REPOSTS_LEAVE;
}

/* What the thread is so far, the post answered, may be an answer itself. */
static void
find_root (ExmArchive *self,
           ExmPost    *post)
{
  char *root = _exm_replies_dup_root (&self->replies, post->thread);

  if (root == NULL)
    return;
  g_free (post->thread);
  post->thread = root;
}

static void
complete (ExmArchive *self,
          ExmPost    *post)
{
  const char *whole = _exm_notes_find (self->notes, post->text->str, post->time);

  if (whole != NULL)
    g_string_assign (post->text, whole);
}

/* Whether there is a further post to be taken of the record. */
static gboolean
take_post (ExmArchive *self,
           ExmItem    *item)
{
  while (self->next_post < self->parser->n_posts)
    {
      ExmPost *post = self->parser->posts->pdata[self->next_post++];

      if (self->notes != NULL && post->text->len > 0)
        complete (self, post);
      if (!is_wanted (self, post))
        {
          self->counts[post->kind]++;
          continue;
        }
      if (self->replies.pairs != NULL && post->thread != NULL)
        find_root (self, post);
      *item = self->record;
      item->is_bare = TRUE;
      item->input = (ExmJsonText){ post->text->str, post->text->len };
      item->author = text_of (post->author);
      item->thread = text_of (post->thread);
      item->url = text_of (post->url);
      item->time = post->time;
      return TRUE;
    }
  return FALSE;
}

void
_exm_archive_find_threads (ExmArchive *self)
{
  self->finds_replies = self->parser->service == EXM_SERVICE_X;
}

/* One walk through all parts, and back to the beginning. */
static gboolean
find_replies (ExmArchive   *self,
              GCancellable *cancellable,
              GError      **error)
{
  ExmReadStep step = EXM_READ_END;

  _exm_replies_init (&self->replies);
  while (self->at < self->bundle->parts->len && step == EXM_READ_END)
    {
      if (!open_part (self, cancellable, error))
        return FALSE;
      while ((step = _exm_archive_next_record (self, cancellable, error)) == EXM_READ_ITEM)
        {
          ExmJsonText post = _exm_post_parser_get (self->parser, EXM_FIELD_ID);
          ExmJsonText answered = _exm_post_parser_get (self->parser, EXM_FIELD_PARENT);

          if (!self->record.is_bad && answered.len > 0)
            _exm_replies_add (&self->replies, &post, &answered);
        }
      close_part (self);
    }
  self->at = 0;
  self->bytes_before = 0;
  self->next_post = self->parser->n_posts = 0;
  return step == EXM_READ_END;
}

static gboolean
read_notes (ExmArchive   *self,
            GCancellable *cancellable,
            GError      **error)
{
  const GPtrArray *notes = self->bundle->notes;
  ExmReadStep      step = EXM_READ_END;

  self->has_read_notes = TRUE;
  if (self->parser->service != EXM_SERVICE_X || notes->len == 0)
    return TRUE;
  self->notes = _exm_notes_new ();
  for (guint i = 0; i < notes->len && step == EXM_READ_END; i++)
    {
      if (!open_given (self, notes->pdata[i], cancellable, error))
        return FALSE;
      while ((step = _exm_archive_next_record (self, cancellable, error)) == EXM_READ_ITEM)
        if (!self->record.is_bad && self->parser->n_posts > 0)
          {
            const ExmPost *post = self->parser->posts->pdata[0];

            _exm_notes_add (self->notes, post->text->str, post->time);
          }
      close_part (self);
    }
  self->bytes_before = 0;
  self->next_post = self->parser->n_posts = 0;
  return step == EXM_READ_END;
}

ExmReadStep
_exm_archive_next (ExmArchive   *self,
                   ExmItem      *item,
                   GCancellable *cancellable,
                   GError      **error)
{
  if (!self->has_read_notes && !read_notes (self, cancellable, error))
    return EXM_READ_ERROR;
  if (self->finds_replies && self->replies.pairs == NULL && !find_replies (self, cancellable, error))
    return EXM_READ_ERROR;
  while (!take_post (self, item))
    {
      ExmReadStep step;

      if (!self->is_open)
        {
          if (self->at == self->bundle->parts->len)
            {
              if (self->notes != NULL && self->reposts != EXM_REPOSTS_ONLY)
                self->counts[EXM_POST_LOST] = _exm_notes_count_lost (self->notes);
              return EXM_READ_END;
            }
          if (!open_part (self, cancellable, error))
            return EXM_READ_ERROR;
        }
      step = _exm_archive_next_record (self, cancellable, error);
      if (step == EXM_READ_ERROR)
        return step;
      if (step == EXM_READ_END)
        close_part (self);
      else if (self->record.is_bad)
        {
          self->parser->n_posts = 0;
          if (self->reposts == EXM_REPOSTS_ONLY)
            continue;
          *item = self->record;
          return EXM_READ_ITEM;
        }
    }
  return EXM_READ_ITEM;
}
