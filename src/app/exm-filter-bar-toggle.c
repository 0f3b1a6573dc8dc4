/* exm-filter-bar-toggle.c - filters that are chosen elsewhere, one more or one less
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-filter-bar-private.h"

static void
exm_filter_bar_reopen (ExmFilterBar *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  _exm_filter_bar_changed (self);
}

void
exm_filter_bar_toggle_label (ExmFilterBar *self,
                             ExmLabelId    label)
{
  g_return_if_fail (EXM_IS_FILTER_BAR (self));

  for (guint i = 0; i < self->labels->len; i++)
    if (g_array_index (self->labels, ExmLabelId, i) == label)
      {
        g_array_remove_index (self->labels, i);
        exm_filter_bar_reopen (self);
        return;
      }
  g_array_append_val (self->labels, label);
  exm_filter_bar_reopen (self);
}

void
exm_filter_bar_toggle_state (ExmFilterBar *self,
                             ExmState      state)
{
  g_return_if_fail (EXM_IS_FILTER_BAR (self));
  g_return_if_fail ((guint)state < EXM_N_STATES);

  self->states ^= 1u << state;
  exm_filter_bar_reopen (self);
}

void
exm_filter_bar_toggle_term (ExmFilterBar *self,
                            const char   *term)
{
  g_return_if_fail (EXM_IS_FILTER_BAR (self));
  g_return_if_fail (term != NULL);

  g_autofree char *text = g_strchomp (g_strdup (gtk_editable_get_text (self->entry)));
  g_autoptr(ExmSearch) search = exm_search_new (text);
  g_autoptr(ExmSearch) wanted = exm_search_new (term);
  g_autofree char *wanted_text = exm_search_to_string (wanted);
  g_autofree char *result = NULL;
  gsize            behind = 0; /* the last term of the same kind */

  for (guint i = 0; i < search->n_terms && result == NULL; i++)
    {
      g_autofree char *other = search->terms[i].error == NULL ? exm_search_format_term (&search->terms[i]) : NULL;

      if (g_strcmp0 (other, wanted_text) == 0)
        result = exm_search_drop_term (search, text, i);
      else if (other != NULL && search->terms[i].kind == wanted->terms[0].kind && !search->terms[i].negated)
        behind = search->terms[i].end;
    }
  if (result == NULL && behind > 0)
    result = g_strdup_printf ("%.*s OR %s%s", (int)behind, text, term, text + behind);
  if (result == NULL)
    result = *text != '\0' ? g_strdup_printf ("%s %s", text, term) : g_strdup (term);
  _exm_filter_bar_set_text (self, result);
  exm_filter_bar_reopen (self);
}
