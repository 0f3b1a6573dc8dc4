/* exm-query.c - which examples, in which order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-query.h"

#include <string.h>

#include "exm-search.h"

G_DEFINE_BOXED_TYPE (ExmQuery, exm_query, exm_query_copy, exm_query_free)

#define ALL_STATES ((1u << EXM_N_STATES) - 1)

ExmQuery *
exm_query_new (void)
{
  return g_new0 (ExmQuery, 1);
}

ExmQuery *
exm_query_new_label (ExmLabelId label)
{
  ExmQuery *self = exm_query_new ();

  self->labels = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));
  g_array_append_val (self->labels, label);
  return self;
}

ExmQuery *
exm_query_new_rows (const ExmRowId *ids,
                    gsize           n_ids)
{
  ExmQuery *self = exm_query_new ();

  self->only = exm_row_ids_new (ids, n_ids);
  return self;
}

ExmQuery *
exm_query_copy (const ExmQuery *self)
{
  ExmQuery *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (ExmQuery, 1);
  *copy = *self;
  copy->text = g_strdup (self->text);
  copy->labels = self->labels != NULL ? g_array_copy (self->labels) : NULL;
  if (self->only != NULL)
    exm_row_ids_ref (self->only);
  return copy;
}

void
exm_query_free (ExmQuery *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_clear_pointer (&self->labels, g_array_unref);
  g_clear_pointer (&self->only, exm_row_ids_unref);
  g_free (self);
}

static gboolean
has_label (GArray    *labels,
           ExmLabelId id)
{
  for (guint i = 0; i < labels->len; i++)
    if (g_array_index (labels, ExmLabelId, i) == id)
      return TRUE;
  return FALSE;
}

/* As sets: what was asked for twice is asked for once. */
static gboolean
labels_equal (GArray *a,
              GArray *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  for (guint i = 0; i < a->len; i++)
    if (!has_label (b, g_array_index (a, ExmLabelId, i)))
      return FALSE;
  for (guint i = 0; i < b->len; i++)
    if (!has_label (a, g_array_index (b, ExmLabelId, i)))
      return FALSE;
  return TRUE;
}

static guint
normal_states (guint states)
{
  return (states & ALL_STATES) == ALL_STATES ? 0 : states & ALL_STATES;
}

gboolean
exm_query_equal (const ExmQuery *a,
                 const ExmQuery *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return g_strcmp0 (a->text != NULL ? a->text : "", b->text != NULL ? b->text : "") == 0 &&
         labels_equal (a->labels, b->labels) &&
         normal_states (a->states) == normal_states (b->states) &&
         a->problem == b->problem &&
         a->source == b->source &&
         exm_row_ids_equal (a->only, b->only) &&
         a->sort == b->sort &&
         !a->descending == !b->descending;
}

static gboolean
is_blank (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

static gboolean
leaves_nothing_out (const char *text)
{
  g_autoptr(ExmSearch) search = is_blank (text) ? NULL : exm_search_new (text);

  return search == NULL || exm_search_is_empty (search);
}

gboolean
exm_query_is_all (const ExmQuery *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return (self->text == NULL || leaves_nothing_out (self->text)) &&
         self->labels == NULL &&
         normal_states (self->states) == 0 &&
         self->problem == EXM_PROBLEM_NONE &&
         self->source == 0 &&
         self->only == NULL;
}

/* --- targets ------------------------------------------------------------------ */

ExmTarget *
exm_target_new_row (ExmRowId id)
{
  return exm_target_new_rows (&id, 1);
}

ExmTarget *
exm_target_new_rows (const ExmRowId *ids,
                     gsize           n_ids)
{
  ExmTarget *self = g_new0 (ExmTarget, 1);

  g_assert (ids != NULL || n_ids == 0);
  self->ids = g_memdup2 (ids, n_ids * sizeof (ExmRowId));
  self->n_ids = n_ids;
  return self;
}

ExmTarget *
exm_target_new_query (const ExmQuery *query,
                      const ExmRowId *except,
                      gsize           n_except)
{
  ExmTarget *self;

  g_return_val_if_fail (query != NULL, NULL);

  self = exm_target_new_rows (except, n_except);
  self->query = exm_query_copy (query);
  return self;
}

ExmTarget *
exm_target_copy (const ExmTarget *self)
{
  ExmTarget *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = exm_target_new_rows (self->ids, self->n_ids);
  if (self->query != NULL)
    copy->query = exm_query_copy (self->query);
  return copy;
}

void
exm_target_free (ExmTarget *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->query, exm_query_free);
  g_free (self->ids);
  g_free (self);
}
