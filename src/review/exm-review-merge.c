/* exm-review-merge.c - reading what a reviewer decided, and taking it in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-review.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-record-values-private.h"
#include "exm-review-copy.h"
#include "exm-review-private.h"

/* Rows are matched by what the copy's record says: its nth row is row rows[n] of the
 * dataset and said hashes[n]. A file without one, or of another dataset, is matched
 * by what its posts say. */

typedef struct
{
  char   *label; /* or output text; nullable */
  guint64 hash;
} Mine;

typedef struct
{
  ExmReview  *review;
  GHashTable *mine;    /* row → Mine */
  GHashTable *by_hash; /* hash → row, the first with it; NULL = not needed */

  ExmRowId *rows; /* of the record; NULL = there is none */
  guint64  *hashes;
  gsize     n_rows;
  guint     n_seen;
} Merge;

static void
mine_free (gpointer data)
{
  g_free (((Mine *)data)->label);
  g_free (data);
}

static const char *
decision_of (const ExmExample *example,
             const char       *label_name)
{
  if (label_name != NULL)
    return label_name;
  return example->output != NULL && *example->output != '\0' ? example->output : NULL;
}

static gboolean
read_mine (const ExmExample *example,
           const char       *label_name,
           gpointer          user_data,
           GError          **error)
{
  Merge *self = user_data;
  Mine  *mine = g_new0 (Mine, 1);

  mine->label = g_strdup (decision_of (example, label_name));
  mine->hash = exm_review_post_hash (example->input);
  g_hash_table_insert (self->mine, GUINT_TO_POINTER (example->id), mine);
  if (!g_hash_table_contains (self->by_hash, &mine->hash))
    g_hash_table_insert (self->by_hash, &mine->hash, GUINT_TO_POINTER (example->id));
  return TRUE;
}

static gboolean
read_theirs (const ExmExample *example,
             const char       *label_name,
             gpointer          user_data,
             GError          **error)
{
  Merge         *self = user_data;
  guint64        hash = exm_review_post_hash (example->input);
  gboolean       known = self->rows != NULL && example->id >= 1 && example->id <= self->n_rows;
  ExmRowId       row = known ? self->rows[example->id - 1]
                             : GPOINTER_TO_UINT (g_hash_table_lookup (self->by_hash, &hash));
  const Mine    *mine = g_hash_table_lookup (self->mine, GUINT_TO_POINTER (row));
  const char    *theirs = decision_of (example, label_name);
  ExmReviewItem *item;

  self->n_seen++;
  if (mine == NULL)
    {
      self->review->n_vanished++;
      return TRUE;
    }
  if (theirs == NULL || example->mark == EXM_MARK_SKIPPED)
    {
      self->review->n_open++;
      theirs = NULL;
      if (example->note == NULL)
        return TRUE;
    }
  item = g_new0 (ExmReviewItem, 1);
  item->row = row;
  item->mine = g_strdup (mine->label);
  item->theirs = g_strdup (theirs);
  item->note = g_strdup (example->note);
  item->changed = known && (mine->hash != self->hashes[example->id - 1] || hash != self->hashes[example->id - 1]);
  g_ptr_array_add (self->review->items, item);
  return TRUE;
}

/* The record of a copy of this very dataset. */
static gboolean
read_record (Merge      *self,
             ExmDataset *copy,
             const char *identity,
             GError    **error)
{
  g_autoptr(GArray) ids = exm_dataset_list_records_sync (copy, EXM_REVIEW_COPY_KIND, error);
  g_autoptr(GHashTable) record = NULL;
  g_autofree char *dataset = NULL;
  gsize            size = 0;

  if (ids == NULL)
    return FALSE;
  if (ids->len == 0)
    return TRUE;
  record = exm_dataset_get_record_sync (copy, EXM_REVIEW_COPY_KIND, g_array_index (ids, gint64, 0), error);
  if (record == NULL)
    return FALSE;
  self->review->copy = _exm_record_dup_text (record, "uuid");
  dataset = _exm_record_dup_text (record, "dataset");
  if (identity == NULL || g_strcmp0 (dataset, identity) != 0)
    return TRUE;
  self->rows = _exm_record_dup (record, "rows", &size);
  self->n_rows = size / sizeof (ExmRowId);
  self->hashes = _exm_record_dup_sized (record, "hashes", self->n_rows * sizeof (guint64));
  return TRUE;
}

/* Who made the newest decision in the file. */
static char *
find_reviewer (ExmDataset   *copy,
               GCancellable *cancellable)
{
  gsize               n = 0;
  ExmRowId            newest = 0;
  g_autofree guint32 *times = exm_dataset_get_label_times_sync (copy, &n, cancellable, NULL);

  for (gsize row = 1; times != NULL && row < n; row++)
    if (times[row] > 0 && (newest == 0 || times[row] > times[newest]))
      newest = (ExmRowId)row;
  if (newest > 0)
    {
      g_autoptr(GPtrArray) events = exm_dataset_get_post_history_sync (copy, newest, 20, NULL, cancellable, NULL);

      for (guint i = 0; events != NULL && i < events->len; i++)
        {
          const ExmEvent *event = events->pdata[i];

          if (event->kind == EXM_EVENT_LABEL && event->who != NULL)
            return g_strdup (event->who);
        }
    }
  return g_strdup (_ ("Reviewer"));
}

static gboolean
read_copy (Merge        *self,
           ExmDataset   *dataset,
           ExmDataset   *copy,
           GCancellable *cancellable,
           GError      **error)
{
  g_autoptr(GError) local = NULL;
  g_autofree char *identity = exm_review_identity_sync (dataset, FALSE, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!read_record (self, copy, identity, error) ||
      !exm_dataset_foreach_sync (dataset, NULL, NULL, read_mine, self, cancellable, error) ||
      !exm_dataset_foreach_sync (copy, NULL, NULL, read_theirs, self, cancellable, error))
    return FALSE;
  if (self->review->items->len == 0)
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID,
                           self->n_seen > 0 && self->review->n_open == 0
                           ? _ ("None of its posts is in this dataset. Choose a file that was made of this dataset.")
                           : _ ("No post in it has a label yet"));
      return FALSE;
    }
  self->review->who = find_reviewer (copy, cancellable);
  return TRUE;
}

ExmReview *
exm_review_read_sync (ExmDataset   *dataset,
                      GFile        *file,
                      GCancellable *cancellable,
                      GError      **error)
{
  g_autoptr(ExmReview) review = NULL;
  g_autoptr(ExmDataset) copy = NULL;
  Merge    self = { 0 };
  gboolean ok;

  if (g_file_equal (file, exm_dataset_get_file (dataset)))
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID, _ ("This is the dataset itself"));
      return NULL;
    }
  copy = exm_dataset_open_sync (file, EXM_OPEN_READ_ONLY, error);
  if (copy == NULL)
    return NULL;
  review = g_new0 (ExmReview, 1);
  review->items = g_ptr_array_new_with_free_func ((GDestroyNotify)_exm_review_item_free);
  review->time = g_get_real_time () / G_USEC_PER_SEC;
  self.review = review;
  self.mine = g_hash_table_new_full (NULL, NULL, NULL, mine_free);
  self.by_hash = g_hash_table_new (g_int64_hash, g_int64_equal);
  ok = read_copy (&self, dataset, copy, cancellable, error);
  if (ok && review->copy == NULL)
    review->copy = g_file_get_uri (file);
  g_hash_table_unref (self.by_hash);
  g_hash_table_unref (self.mine);
  g_free (self.rows);
  g_free (self.hashes);
  exm_dataset_close_sync (copy);
  return ok ? g_steal_pointer (&review) : NULL;
}

/* --- taking it in ------------------------------------------------------------------------- */

/* What was settled of the same file stays so, and what one had decided oneself then. */
static gboolean
find_earlier (ExmDataset *dataset,
              ExmReview  *review,
              GError    **error)
{
  g_autoptr(GPtrArray) earlier = exm_review_list_sync (dataset, error);
  g_autoptr(GHashTable) items = NULL;

  if (earlier == NULL)
    return FALSE;
  for (guint r = 0; r < earlier->len; r++)
    {
      const ExmReview *other = earlier->pdata[r];

      if (g_strcmp0 (other->copy, review->copy) != 0)
        continue;
      review->id = other->id;
      review->is_again = TRUE;
      items = g_hash_table_new (NULL, NULL);
      for (guint i = 0; i < other->items->len; i++)
        g_hash_table_insert (items, GUINT_TO_POINTER (((ExmReviewItem *)other->items->pdata[i])->row), other->items->pdata[i]);
      for (guint i = 0; i < review->items->len; i++)
        {
          ExmReviewItem       *item = review->items->pdata[i];
          const ExmReviewItem *old = g_hash_table_lookup (items, GUINT_TO_POINTER (item->row));

          if (old == NULL)
            continue;
          g_free (item->mine);
          item->mine = g_strdup (old->mine);
          if (g_strcmp0 (old->theirs, item->theirs) == 0)
            item->settled = old->settled;
        }
      break;
    }
  return TRUE;
}

/* One command a label, in one step. */
static ExmCommand *
take_labels (const ExmReview *review,
             GHashTable      *unlabelled,
             guint           *n_taken)
{
  g_autoptr(GHashTable) by_name = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
  g_autofree char *name = NULL;
  GPtrArray       *commands;
  GHashTableIter   iter;
  gpointer         key;
  gpointer         value;

  *n_taken = 0;
  for (guint i = 0; i < review->items->len; i++)
    {
      ExmReviewItem *item = review->items->pdata[i];
      GArray        *rows;

      if (item->theirs == NULL || !g_hash_table_contains (unlabelled, GUINT_TO_POINTER (item->row)))
        continue;
      rows = g_hash_table_lookup (by_name, item->theirs);
      if (rows == NULL)
        {
          rows = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
          g_hash_table_insert (by_name, item->theirs, rows);
        }
      g_array_append_val (rows, item->row);
      (*n_taken)++;
    }
  if (*n_taken == 0)
    return NULL;
  commands = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_command_unref);
  g_hash_table_iter_init (&iter, by_name);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      g_autoptr(ExmTarget) target = exm_target_new_rows ((const ExmRowId *)(gpointer)((GArray *)value)->data, ((GArray *)value)->len);

      g_ptr_array_add (commands, exm_command_new_set_label_named (target, key));
    }
  /* Translators: %s is a reviewer's name */
  name = g_strdup_printf (_ ("Merge the Review of %s"), review->who);
  return exm_command_new_group (name, commands);
}

static gboolean
note_unlabelled (const ExmExample *example,
                 const char       *label_name,
                 gpointer          user_data,
                 GError          **error)
{
  if (decision_of (example, label_name) == NULL)
    g_hash_table_add (user_data, GUINT_TO_POINTER (example->id));
  return TRUE;
}

ExmReview *
exm_review_merge_sync (ExmDataset   *dataset,
                       GFile        *file,
                       guint        *n_taken,
                       GCancellable *cancellable,
                       GError      **error)
{
  g_autoptr(ExmReview) review = exm_review_read_sync (dataset, file, cancellable, error);
  g_autoptr(GHashTable) unlabelled = g_hash_table_new (NULL, NULL);
  g_autoptr(ExmCommand) command = NULL;
  guint n = 0;

  if (review == NULL || !find_earlier (dataset, review, error) ||
      !exm_dataset_foreach_sync (dataset, NULL, NULL, note_unlabelled, unlabelled, cancellable, error) ||
      !exm_review_save_sync (dataset, review, error))
    return NULL;
  command = take_labels (review, unlabelled, &n);
  if (command != NULL)
    {
      g_autoptr(ExmReceipt) receipt = exm_dataset_run_sync (dataset, command, error);

      if (receipt == NULL)
        return NULL;
    }
  if (n_taken != NULL)
    *n_taken = n;
  return g_steal_pointer (&review);
}
