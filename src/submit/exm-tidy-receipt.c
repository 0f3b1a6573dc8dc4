/* exm-tidy-receipt.c - what is gone and what is not, as a text to keep
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-tidy-private.h"

#include <glib/gi18n-lib.h>

static char *
time_text (gint64 when)
{
  g_autoptr(GDateTime) time = when > 0 ? g_date_time_new_from_unix_local (when) : NULL;

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : g_strdup ("–");
}

static void
append_item (GString           *text,
             const ExmTidyItem *item)
{
  g_autofree char *when = time_text (item->time);

  g_string_append_printf (text, "  %s  %s: %s\n", when, exm_tidy_kind_get_words (item->kind), item->name);
  if (*item->label != '\0')
    g_string_append_printf (text, "      “%s”\n", item->label);
  if (item->size >= 0)
    {
      g_autofree char *size = g_format_size ((guint64)item->size);

      g_string_append_printf (text, "      %s\n", size);
    }
  if (item->reason != NULL)
    g_string_append_printf (text, "      %s\n", item->reason);
}

static void
append_part (GString           *text,
             const ExmTidyPlan *self,
             ExmTidyState       state,
             const char        *title)
{
  const guint n = exm_tidy_plan_count (self, state);

  if (n == 0)
    return;
  g_string_append_printf (text, "\n%s (%u)\n", title, n);
  for (guint i = 0; i < self->items->len; i++)
    {
      const ExmTidyItem *item = g_ptr_array_index (self->items, i);

      if (item->state == state)
        append_item (text, item);
    }
}

char *
exm_tidy_plan_dup_receipt (const ExmTidyPlan *self,
                           const char        *dataset_name)
{
  GString         *text = g_string_new (NULL);
  g_autofree char *begun = NULL;
  g_autofree char *ended = NULL;

  g_return_val_if_fail (self != NULL, g_string_free (text, FALSE));

  begun = time_text (self->created);
  ended = time_text (self->ended);
  g_string_append_printf (text, "%s\n\n", self->practice ? _("Receipt: data removed from the practice service") : _("Receipt: data removed from Google"));
  if (dataset_name != NULL)
    g_string_append_printf (text, "%s: %s\n", _("Dataset"), dataset_name);
  if (self->project != NULL && *self->project != '\0')
    g_string_append_printf (text, "%s: %s\n", _("Project"), self->project);
  g_string_append_printf (text, "%s: %s\n%s: %s\n", _("Begun"), begun, _("Ended"), self->ended > 0 ? ended : _("not yet"));
  append_part (text, self, EXM_TIDY_GONE, _("Gone"));
  append_part (text, self, EXM_TIDY_KEPT, _("Not gone"));
  append_part (text, self, EXM_TIDY_THERE, _("Not dealt with yet"));
  if (self->items->len == 0)
    g_string_append_printf (text, "\n%s\n", _("Nothing of this dataset was found there."));
  if (!self->practice)
    g_string_append_printf (text, "\n%s\n",
                            _("Google may keep copies in backups and logs for some time, by its own terms. "
                              "Files in a bucket with soft delete or versions can be restored until these run out."));
  return g_string_free (text, FALSE);
}

gboolean
exm_tidy_plan_save_receipt (const ExmTidyPlan *self,
                            const char        *dataset_name,
                            const char        *path,
                            GError           **error)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) local = NULL;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);

  text = exm_tidy_plan_dup_receipt (self, dataset_name);
  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &local))
    return TRUE;
  g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_FILE, _("The receipt cannot be written: %s"), local->message);
  return FALSE;
}
