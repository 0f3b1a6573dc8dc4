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
};

G_DEFINE_FINAL_TYPE (ExmMaskRow, exm_mask_row, ADW_TYPE_ACTION_ROW)

static void
look (ExmMaskRow *self)
{
  guint            kinds = exm_upload_mask_get (exm_dataset_get_task (self->dataset));
  g_autofree char *names = exm_personal_kinds_to_string (kinds);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), names);
  gtk_widget_set_visible (GTK_WIDGET (self), kinds != 0);
}

static void
forget (ExmMaskRow *self)
{
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_data (self->dataset, self);
  g_clear_object (&self->dataset);
}

void
exm_mask_row_set_dataset (ExmMaskRow *self,
                          ExmDataset *dataset)
{
  g_return_if_fail (EXM_IS_MASK_ROW (self));

  if (self->dataset == dataset)
    return;
  forget (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (dataset == NULL)
    return;
  self->dataset = g_object_ref (dataset);
  g_signal_connect_object (dataset, "notify::task", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  look (self);
}

static void
exm_mask_row_dispose (GObject *object)
{
  ExmMaskRow *self = EXM_MASK_ROW (object);

  forget (self);
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
