/* exm-posts.c - the posts of a dataset, read at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-posts.h"

typedef struct
{
  GArray  *ids;
  GArray  *labels;
  GArray  *offsets;
  GString *text;
} Reading;

static gboolean
take_example (const ExmExample *example,
              const char       *label_name,
              gpointer          user_data,
              GError          **error)
{
  Reading *reading = user_data;
  gsize    offset = reading->text->len;

  g_array_append_val (reading->ids, example->id);
  g_array_append_val (reading->labels, example->label);
  g_array_append_val (reading->offsets, offset);
  g_string_append (reading->text, example->input != NULL ? example->input : "");
  g_string_append_c (reading->text, '\0');
  return TRUE;
}

ExmPosts *
exm_posts_read_sync (ExmDataset     *dataset,
                     const ExmQuery *query,
                     GCancellable   *cancellable,
                     GError        **error)
{
  g_return_val_if_fail (EXM_IS_DATASET (dataset), NULL);

  g_autoptr(ExmPosts) self = g_new0 (ExmPosts, 1);
  Reading  reading = { g_array_new (FALSE, FALSE, sizeof (ExmRowId)),
                       g_array_new (FALSE, FALSE, sizeof (ExmLabelId)),
                       g_array_new (FALSE, FALSE, sizeof (gsize)),
                       g_string_new (NULL) };
  gboolean ok = exm_dataset_foreach_sync (dataset, query, NULL, take_example, &reading, cancellable, error);

  self->n = reading.ids->len;
  g_array_append_val (reading.offsets, reading.text->len);
  self->ids = (ExmRowId *)g_array_free (reading.ids, FALSE);
  self->labels = (ExmLabelId *)g_array_free (reading.labels, FALSE);
  self->offsets = (gsize *)g_array_free (reading.offsets, FALSE);
  self->text = reading.text;
  return ok ? g_steal_pointer (&self) : NULL;
}

void
exm_posts_free (ExmPosts *self)
{
  if (self == NULL)
    return;
  g_free (self->ids);
  g_free (self->labels);
  g_free (self->offsets);
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_free (self);
}

const char *
exm_posts_get_text (const ExmPosts *self,
                    gsize           index,
                    gsize          *length)
{
  g_return_val_if_fail (self != NULL && index < self->n, NULL);

  if (length != NULL)
    *length = self->offsets[index + 1] - self->offsets[index] - 1;
  return self->text->str + self->offsets[index];
}
