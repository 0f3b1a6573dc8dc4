/* exm-tune-choices.c - what stands in the drop-down rows of the form to tune
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-tune-choices.h"

#include <glib/gi18n-lib.h>

void
exm_tune_choices_fill (AdwComboRow *row,
                       GPtrArray   *texts)
{
  g_autoptr(GtkStringList) list = NULL;

  g_ptr_array_add (texts, NULL);
  list = gtk_string_list_new ((const char *const *)texts->pdata);
  adw_combo_row_set_model (row, G_LIST_MODEL (list));
  adw_combo_row_set_selected (row, 0);
}

void
exm_tune_choices_select (AdwComboRow *row,
                         const int   *values,
                         guint        n,
                         int          value)
{
  guint at = 0;

  for (guint i = 0; i < n; i++)
    if (values[i] == value)
      at = i;
  adw_combo_row_set_selected (row, at);
}

char *
exm_tune_choices_dup_model (const ExmBaseModel *model)
{
  if (exm_base_model_is_retired (model, NULL))
    return model->replacement != NULL
      /* Translators: a retired model and the id of the one that replaces it */
      ? g_strdup_printf (_("%s – retired, use %s"), model->name, model->replacement)
      : g_strdup_printf (_("%s – retired"), model->name);
  if (model->tunable == EXM_TUNABLE_PREVIEW)
    /* Translators: after the name of a model */
    return g_strdup_printf (_("%s (preview)"), model->name);
  return g_strdup (model->name);
}
