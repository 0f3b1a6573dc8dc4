/* exm-review.c - what somebody else decided, as the dataset keeps it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-review.h"

#include <string.h>

#include "exm-record-values-private.h"
#include "exm-review-private.h"

void
_exm_review_item_free (ExmReviewItem *self)
{
  g_free (self->mine);
  g_free (self->theirs);
  g_free (self->note);
  g_free (self);
}

void
exm_review_free (ExmReview *self)
{
  if (self == NULL)
    return;
  g_free (self->copy);
  g_free (self->who);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self);
}

gboolean
exm_review_item_is_conflict (const ExmReviewItem *self)
{
  return self->mine != NULL && self->theirs != NULL && strcmp (self->mine, self->theirs) != 0;
}

/* --- the record: columns of the items, texts each ended by NUL --------------------------- */

static void
add_text (GString    *texts,
          const char *text)
{
  /* An absent one is told apart from an empty one. */
  if (text != NULL)
    {
      g_string_append_c (texts, '=');
      g_string_append (texts, text);
    }
  g_string_append_c (texts, '\0');
}

gboolean
exm_review_save_sync (ExmDataset *dataset,
                      ExmReview  *self,
                      GError    **error)
{
  g_autoptr(GString) texts = g_string_new (NULL);
  g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  g_autoptr(GByteArray) flags = g_byte_array_new ();
  ExmRecordValues values;

  for (guint i = 0; i < self->items->len; i++)
    {
      const ExmReviewItem *item = self->items->pdata[i];
      guint8               flag = (guint8)(item->settled | (item->changed ? 1 << 4 : 0));

      g_array_append_val (rows, item->row);
      g_byte_array_append (flags, &flag, 1);
      add_text (texts, item->mine);
      add_text (texts, item->theirs);
      add_text (texts, item->note);
    }
  _exm_record_values_init (&values);
  _exm_record_values_add_text (&values, "copy", self->copy);
  _exm_record_values_add_text (&values, "who", self->who);
  _exm_record_values_add_int (&values, "time", self->time);
  _exm_record_values_add_int (&values, "vanished", self->n_vanished);
  _exm_record_values_add_int (&values, "open", self->n_open);
  _exm_record_values_add (&values, "rows", rows->data, rows->len * sizeof (ExmRowId));
  _exm_record_values_add (&values, "flags", flags->data, flags->len);
  _exm_record_values_add (&values, "texts", texts->str, texts->len);
  self->id = _exm_record_values_put (&values, dataset, EXM_REVIEW_KIND, self->id, error);
  return self->id != 0;
}

static char *
take_text (const char **at,
           const char  *end)
{
  const char *text = *at;

  if (text >= end)
    return NULL;
  *at += strnlen (text, (gsize)(end - text)) + 1;
  return *text == '=' ? g_utf8_make_valid (text + 1, -1) : NULL;
}

static ExmReview *
parse (GHashTable *record,
       gint64      id)
{
  ExmReview           *self = g_new0 (ExmReview, 1);
  gsize                n_rows = 0;
  gsize                n_texts = 0;
  g_autofree ExmRowId *rows = _exm_record_dup (record, "rows", &n_rows);
  g_autofree guint8   *flags = _exm_record_dup_sized (record, "flags", n_rows / sizeof (ExmRowId));
  g_autofree char     *texts = _exm_record_dup (record, "texts", &n_texts);
  const char          *at = texts;

  self->id = id;
  self->copy = _exm_record_dup_text (record, "copy");
  self->who = _exm_record_dup_text (record, "who");
  self->time = _exm_record_get_int (record, "time");
  self->n_vanished = (guint)_exm_record_get_int (record, "vanished");
  self->n_open = (guint)_exm_record_get_int (record, "open");
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify)_exm_review_item_free);
  /* A value that does not end as it should is not read beyond its end. */
  if (n_texts > 0 && texts[n_texts - 1] != '\0')
    n_texts = 0;
  for (gsize i = 0; i < n_rows / sizeof (ExmRowId); i++)
    {
      ExmReviewItem *item = g_new0 (ExmReviewItem, 1);

      item->row = rows[i];
      item->settled = flags[i] & 3;
      item->changed = (flags[i] & (1 << 4)) != 0;
      item->mine = take_text (&at, texts + n_texts);
      item->theirs = take_text (&at, texts + n_texts);
      item->note = take_text (&at, texts + n_texts);
      g_ptr_array_add (self->items, item);
    }
  return self;
}

GPtrArray *
exm_review_list_sync (ExmDataset *dataset,
                      GError    **error)
{
  g_autoptr(GArray) ids = exm_dataset_list_records_sync (dataset, EXM_REVIEW_KIND, error);
  g_autoptr(GPtrArray) list = NULL;

  if (ids == NULL)
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_review_free);
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr(GHashTable) record = exm_dataset_get_record_sync (dataset, EXM_REVIEW_KIND, g_array_index (ids, gint64, i), error);

      if (record == NULL)
        return NULL;
      g_ptr_array_add (list, parse (record, g_array_index (ids, gint64, i)));
    }
  return g_steal_pointer (&list);
}

gboolean
exm_review_drop_sync (ExmDataset *dataset,
                      gint64      id,
                      GError    **error)
{
  return exm_dataset_drop_record_sync (dataset, EXM_REVIEW_KIND, id, error);
}

GPtrArray *
exm_review_events_sync (ExmDataset *dataset,
                        ExmRowId    row,
                        GError    **error)
{
  g_autoptr(GPtrArray) reviews = exm_review_list_sync (dataset, error);
  GPtrArray *events;

  if (reviews == NULL)
    return NULL;
  events = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_event_free);
  for (guint r = reviews->len; r > 0; r--)
    {
      const ExmReview *review = reviews->pdata[r - 1];

      for (guint i = 0; i < review->items->len; i++)
        {
          const ExmReviewItem *item = review->items->pdata[i];

          if (item->row == row && (item->theirs != NULL || item->note != NULL))
            {
              ExmEvent *event = exm_event_new (EXM_EVENT_REVIEW, review->time, review->who);

              event->old = g_strdup (item->note);
              event->now = g_strdup (item->theirs);
              g_ptr_array_add (events, event);
            }
        }
    }
  return events;
}
