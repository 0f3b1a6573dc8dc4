/* exm-review-copy.c - a copy of a dataset for somebody else to label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-review-copy.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-record-values-private.h"
#include "exm-sample.h"

#define IDENTITY_KIND "identity"

guint64
exm_review_post_hash (const char *post)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8  digest[32];
  gsize   length = sizeof digest;
  guint64 hash;

  g_checksum_update (checksum, (const guchar *)post, -1);
  g_checksum_get_digest (checksum, digest, &length);
  memcpy (&hash, digest, sizeof hash);
  return GUINT64_FROM_LE (hash);
}

char *
exm_review_identity_sync (ExmDataset *dataset,
                          gboolean    make,
                          GError    **error)
{
  g_autoptr(GArray) ids = exm_dataset_list_records_sync (dataset, IDENTITY_KIND, error);
  g_autofree char *uuid = NULL;
  ExmRecordValues  values;

  if (ids == NULL)
    return NULL;
  if (ids->len > 0)
    {
      g_autoptr(GHashTable) record = exm_dataset_get_record_sync (dataset, IDENTITY_KIND, g_array_index (ids, gint64, 0), error);

      return record != NULL ? _exm_record_dup_text (record, "uuid") : NULL;
    }
  if (!make)
    return NULL;
  uuid = g_uuid_string_random ();
  _exm_record_values_init (&values);
  _exm_record_values_add_text (&values, "uuid", uuid);
  return _exm_record_values_put (&values, dataset, IDENTITY_KIND, 0, error) != 0 ? g_steal_pointer (&uuid) : NULL;
}

/* --- labels ------------------------------------------------------------------------------- */

typedef struct
{
  ExmLabelId id;
  char      *name;
  char      *definition;
  guint      color;
  gunichar   key;
} Label;

static void
label_free (gpointer data)
{
  Label *self = data;

  g_free (self->name);
  g_free (self->definition);
  g_free (self);
}

GPtrArray *
exm_review_labels (ExmDataset *dataset)
{
  GPtrArray  *labels = g_ptr_array_new_with_free_func (label_free);
  GListModel *model = exm_dataset_get_labels (dataset);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(ExmLabel) label = g_list_model_get_item (model, i);
      Label *copy = g_new0 (Label, 1);

      copy->id = exm_label_get_id (label);
      copy->name = g_strdup (exm_label_get_name (label));
      copy->definition = g_strdup (exm_label_get_definition (label));
      copy->color = exm_label_get_color (label);
      copy->key = exm_label_get_key (label);
      g_ptr_array_add (labels, copy);
    }
  return labels;
}

static const char *
label_name_of (GPtrArray *labels,
               ExmLabelId id)
{
  for (guint i = 0; i < labels->len && id != 0; i++)
    if (((Label *)labels->pdata[i])->id == id)
      return ((Label *)labels->pdata[i])->name;
  return NULL;
}

/* --- which rows -------------------------------------------------------------------------- */

typedef struct
{
  GArray *rows;   /* of ExmRowId */
  GArray *labels; /* of guint32 */
} Choice;

static gboolean
choose (const ExmExample *example,
        const char       *label_name,
        gpointer          user_data,
        GError          **error)
{
  Choice *self = user_data;
  guint32 label = example->label;

  g_array_append_val (self->rows, example->id);
  g_array_append_val (self->labels, label);
  return TRUE;
}

/* Returns: (transfer full): the rows of the copy, in its order */
static GArray *
choose_rows (ExmDataset     *dataset,
             const ExmQuery *query,
             guint           size,
             guint64         seed,
             GCancellable   *cancellable,
             GError        **error)
{
  Choice choice = { g_array_new (FALSE, FALSE, sizeof (ExmRowId)), g_array_new (FALSE, FALSE, sizeof (guint32)) };
  g_autoptr(ExmQuery) listed = query != NULL ? exm_query_copy (query) : exm_query_new ();

  /* A list sorted by label would tell the labels. */
  listed->sort = EXM_SORT_ORDER;
  listed->descending = FALSE;
  if (!exm_dataset_foreach_sync (dataset, listed, NULL, choose, &choice, cancellable, error))
    g_clear_pointer (&choice.rows, g_array_unref);
  else if (choice.rows->len == 0)
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND, _ ("There is no post to copy"));
      g_clear_pointer (&choice.rows, g_array_unref);
    }
  else if (size > 0 && exm_sample_size (choice.rows->len, size) < choice.rows->len)
    {
      g_autoptr(GArray) sample = exm_sample_stratified ((const guint32 *)(gpointer)choice.labels->data, choice.labels->len, size, seed);
      GArray *rows = g_array_new (FALSE, FALSE, sizeof (ExmRowId));

      for (guint i = 0; i < sample->len; i++)
        g_array_append_val (rows, g_array_index (choice.rows, ExmRowId, g_array_index (sample, guint32, i)));
      g_array_unref (choice.rows);
      choice.rows = rows;
    }
  g_array_unref (choice.labels);
  return choice.rows;
}

/* --- writing them -------------------------------------------------------------------------- */

typedef struct
{
  ExmDataset *dataset;
  GArray     *rows;
  GPtrArray  *labels; /* of Label */
  ExmTask    *task;
  gboolean    hide;
  GArray     *hashes; /* of guint64 */
  GArray     *kept;   /* of ExmRowId: what was still there */
} Copy;

static gboolean
copy_row (Copy             *self,
          ExmImportSink    *sink,
          const ExmExample *example,
          const char       *label_name,
          GError          **error)
{
  ExmImportRow row = {
    .input = example->input,
    .input_length = strlen (example->input),
    .input_verbatim = example->input_verbatim,
    .has_system = example->has_system,
    .system = example->system,
    .system_length = example->system != NULL ? strlen (example->system) : 0,
  };
  g_autofree ExmTurn *turns = NULL;

  if (example->turns != NULL && example->turns->len > 0)
    {
      turns = g_new (ExmTurn, example->turns->len);
      for (guint i = 0; i < example->turns->len; i++)
        turns[i] = *(const ExmTurn *)example->turns->pdata[i];
      row.turns = turns;
      row.n_turns = example->turns->len;
    }
  if (!self->hide)
    {
      row.label = label_name != NULL ? exm_import_sink_label (sink, label_name, strlen (label_name)) : 0;
      row.output = row.label == 0 ? example->output : NULL;
      row.output_length = row.output != NULL ? strlen (row.output) : 0;
      row.output_verbatim = example->output_verbatim;
      row.note = example->note;
      row.note_length = row.note != NULL ? strlen (row.note) : 0;
      row.mark = example->mark;
    }
  return exm_import_sink_add (sink, &row, error);
}

static gboolean
write_copy (ExmImportSink *sink,
            gpointer       user_data,
            GCancellable  *cancellable,
            GError       **error)
{
  Copy *self = user_data;

  if (!exm_import_sink_set_task (sink, self->task, error))
    return FALSE;
  for (guint i = 0; i < self->labels->len; i++)
    {
      const Label *label = self->labels->pdata[i];

      exm_import_sink_label (sink, label->name, strlen (label->name));
    }
  for (guint i = 0; i < self->rows->len; i++)
    {
      ExmRowId id = g_array_index (self->rows, ExmRowId, i);
      g_autoptr(GError) local = NULL;
      g_autoptr(ExmExample) example = NULL;
      guint64 hash;

      if (i % 256 == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      example = exm_dataset_get_example_sync (self->dataset, id, &local);
      if (example == NULL && g_error_matches (local, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND))
        continue;
      if (example == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (!copy_row (self, sink, example, label_name_of (self->labels, example->label), error))
        return FALSE;
      hash = exm_review_post_hash (example->input);
      g_array_append_val (self->hashes, hash);
      g_array_append_val (self->kept, id);
    }
  return TRUE;
}

/* Keys of before are free before new ones are given. */
static void
add_label_edit (GPtrArray    *commands,
                ExmDataset   *copy,
                const Label  *label,
                ExmLabelField field,
                const char   *value)
{
  ExmLabel *there = exm_dataset_find_label (copy, label->name);

  if (there != NULL)
    g_ptr_array_add (commands, exm_command_new_label_edit (exm_label_get_id (there), field, value));
}

/* Colors, keys and definitions of the labels, in one step. */
static gboolean
dress_labels (ExmDataset *copy,
              GPtrArray  *labels,
              GError    **error)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_command_unref);
  g_autoptr(ExmCommand) command = NULL;
  g_autoptr(ExmReceipt) receipt = NULL;

  for (guint i = 0; i < labels->len; i++)
    add_label_edit (commands, copy, labels->pdata[i], EXM_LABEL_KEY, "");
  for (guint i = 0; i < labels->len; i++)
    {
      const Label     *label = labels->pdata[i];
      g_autofree char *color = g_strdup_printf ("%u", label->color);
      char             key[7] = { 0 };

      g_unichar_to_utf8 (label->key, key);
      add_label_edit (commands, copy, label, EXM_LABEL_COLOR, color);
      add_label_edit (commands, copy, label, EXM_LABEL_DEFINITION, label->definition);
      if (label->key != 0)
        add_label_edit (commands, copy, label, EXM_LABEL_KEY, key);
    }
  command = exm_command_new_group (_ ("Make a Review Copy"), commands);
  receipt = exm_dataset_run_sync (copy, command, error);
  return receipt != NULL;
}

static gboolean
write_record (ExmDataset *copy,
              const Copy *self,
              const char *identity,
              GError    **error)
{
  g_autofree char *uuid = g_uuid_string_random ();
  ExmRecordValues  values;

  _exm_record_values_init (&values);
  _exm_record_values_add_text (&values, "uuid", uuid);
  _exm_record_values_add_text (&values, "dataset", identity);
  _exm_record_values_add_int (&values, "hidden", self->hide);
  _exm_record_values_add_int (&values, "time", g_get_real_time () / G_USEC_PER_SEC);
  _exm_record_values_add (&values, "rows", self->kept->data, self->kept->len * sizeof (ExmRowId));
  _exm_record_values_add (&values, "hashes", self->hashes->data, self->hashes->len * sizeof (guint64));
  return _exm_record_values_put (&values, copy, EXM_REVIEW_COPY_KIND, 0, error) != 0;
}

static gboolean
finish_copy (Copy       *self,
             const char *identity,
             GFile      *file,
             GError    **error)
{
  g_autoptr(ExmDataset) copy = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, error);
  gboolean ok;

  if (copy == NULL)
    return FALSE;
  ok = dress_labels (copy, self->labels, error) && write_record (copy, self, identity, error);
  exm_dataset_close_sync (copy);
  return ok;
}

static gboolean
nothing (const ExmExample *example,
         const char       *label_name,
         gpointer          user_data,
         GError          **error)
{
  return TRUE;
}

gboolean
exm_review_copy_make_sync (ExmDataset     *dataset,
                           GPtrArray      *labels,
                           const ExmQuery *query,
                           guint           size,
                           guint64         seed,
                           gboolean        hide_labels,
                           GFile          *file,
                           guint          *n_rows,
                           GCancellable   *cancellable,
                           GError        **error)
{
  g_autofree char *identity = exm_review_identity_sync (dataset, TRUE, error);
  g_autoptr(ExmQuery) none = exm_query_new_rows (NULL, 0);
  Copy     self = { .dataset = dataset, .labels = labels, .hide = hide_labels };
  gboolean ok = FALSE;

  if (identity == NULL)
    return FALSE;
  self.rows = choose_rows (dataset, query, size, seed, cancellable, error);
  if (self.rows == NULL)
    return FALSE;
  self.hashes = g_array_new (FALSE, FALSE, sizeof (guint64));
  self.kept = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  if (exm_dataset_foreach_sync (dataset, none, &self.task, nothing, NULL, cancellable, error))
    {
      ok = exm_dataset_create_with_import_sync (file, _ ("Review Copy"), write_copy, &self, cancellable, error);
      if (ok && !finish_copy (&self, identity, file, error))
        {
          g_file_delete (file, NULL, NULL);
          ok = FALSE;
        }
    }
  if (n_rows != NULL)
    *n_rows = self.kept->len;
  g_clear_pointer (&self.task, exm_task_free);
  g_array_unref (self.rows);
  g_array_unref (self.hashes);
  g_array_unref (self.kept);
  return ok;
}

gboolean
exm_review_copy_is (ExmDataset *dataset)
{
  g_autoptr(GArray) ids = exm_dataset_list_records_sync (dataset, EXM_REVIEW_COPY_KIND, NULL);

  return ids != NULL && ids->len > 0;
}
