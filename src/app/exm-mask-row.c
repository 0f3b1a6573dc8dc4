/* exm-mask-row.c - says that personal data is masked in what is uploaded
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-mask-row.h"

#include <glib/gi18n-lib.h>

#include "exm-personal.h"
#include "exm-review-marks.h"

struct _ExmMaskRow
{
  AdwActionRow parent_instance;

  ExmDataset *dataset;
  GtkWidget  *beside; /* not owned; in the same page */
};

G_DEFINE_FINAL_TYPE (ExmMaskRow, exm_mask_row, ADW_TYPE_ACTION_ROW)

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_task_return_int (task, exm_upload_mask_read_sync (source));
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (ExmMaskRow) self = user_data;
  guint            kinds = (guint)g_task_propagate_int (G_TASK (result), NULL);
  g_autofree char *names = NULL;

  if (self->dataset != (ExmDataset *)source)
    return;
  names = exm_personal_kinds_to_string (kinds);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), names);
  gtk_widget_set_visible (GTK_WIDGET (self), kinds != 0);
}

static void
look (ExmMaskRow *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->dataset == NULL)
    return;
  task = g_task_new (self->dataset, NULL, read_cb, g_object_ref (self));
  g_task_run_in_thread (task, read_thread);
}

void
exm_mask_row_set_dataset (ExmMaskRow *self,
                          ExmDataset *dataset,
                          GtkWidget  *beside)
{
  g_return_if_fail (EXM_IS_MASK_ROW (self));

  if (self->beside == NULL && beside != NULL)
    {
      self->beside = beside;
      g_signal_connect_object (beside, "map", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
    }
  if (!g_set_object (&self->dataset, dataset))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  look (self);
}

static void
exm_mask_row_dispose (GObject *object)
{
  ExmMaskRow *self = EXM_MASK_ROW (object);

  g_clear_object (&self->dataset);
  G_OBJECT_CLASS (exm_mask_row_parent_class)->dispose (object);
}

static void
exm_mask_row_class_init (ExmMaskRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_mask_row_dispose;
}

static void
exm_mask_row_init (ExmMaskRow *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Personal Data Is Masked in What Is Uploaded"));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
