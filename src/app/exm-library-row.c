/* exm-library-row.c - one dataset in the library
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-library-row.h"

#include <glib/gi18n-lib.h>

#include "exm-submission.h"

struct _ExmLibraryRow
{
  AdwActionRow parent_instance;

  ExmLibraryItem *item;

  GtkWidget *level;
  GtkWidget *menu_button;
};

G_DEFINE_FINAL_TYPE (ExmLibraryRow, exm_library_row, ADW_TYPE_ACTION_ROW)

static char *
exm_library_row_dup_subtitle (const ExmDatasetInfo *info)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (info->problem != NULL)
    return g_strdup (info->problem);
  g_string_append_printf (text, ngettext ("%'u post", "%'u posts", info->n_examples), info->n_examples);
  g_string_append (text, " · ");
  /* Translators: posts that have a label */
  g_string_append_printf (text, ngettext ("%'u labelled", "%'u labelled", info->n_labelled), info->n_labelled);
  if (info->job_state != NULL)
    {
      g_string_append (text, " · ");
      /* Translators: the state of a dataset's newest tuning job, such as "Training" */
      g_string_append_printf (text, _ ("Tuning job: %s"), exm_submission_state_get_words (info->job_state));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
exm_library_row_refresh (ExmLibraryRow *self)
{
  const ExmDatasetInfo *info = exm_library_item_get_info (self->item);
  g_autofree char      *title = g_markup_escape_text (exm_library_item_get_name (self->item), -1);
  g_autofree char      *menu_name = g_strdup_printf (_ ("Menu of %s"), exm_library_item_get_name (self->item));
  gboolean              readable = info != NULL && info->problem == NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL, menu_name, -1);
  gtk_widget_set_visible (self->level, readable && info->n_examples > 0);
  if (info == NULL)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self), "");
      return;
    }

  g_autofree char *subtitle = exm_library_row_dup_subtitle (info);
  g_autofree char *escaped = g_markup_escape_text (subtitle, -1);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), escaped);
  if (readable && info->n_examples > 0)
    {
      double           share = (double)info->n_labelled / info->n_examples;
      g_autofree char *tip = g_strdup_printf (_ ("%.0f %% labelled"), share * 100);

      gtk_level_bar_set_value (GTK_LEVEL_BAR (self->level), share);
      gtk_widget_set_tooltip_text (self->level, tip);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->level), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
    }
}

static void
exm_library_row_build_menu (ExmLibraryRow *self)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenuItem) rename = g_menu_item_new (_ ("_Rename…"), NULL);
  g_autoptr(GMenuItem) trash = g_menu_item_new (_ ("_Move to Trash"), NULL);
  g_autofree char *uri = g_file_get_uri (exm_library_item_get_file (self->item));

  g_menu_item_set_action_and_target (rename, "win.rename-dataset", "s", uri);
  g_menu_item_set_action_and_target (trash, "win.trash-dataset", "s", uri);
  g_menu_append_item (menu, rename);
  g_menu_append_item (menu, trash);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu_button), G_MENU_MODEL (menu));
}

static void
exm_library_row_dispose (GObject *object)
{
  ExmLibraryRow *self = EXM_LIBRARY_ROW (object);

  g_clear_object (&self->item);

  G_OBJECT_CLASS (exm_library_row_parent_class)->dispose (object);
}

static void
exm_library_row_class_init (ExmLibraryRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_library_row_dispose;
}

static void
exm_library_row_init (ExmLibraryRow *self)
{
  self->level = gtk_level_bar_new_for_interval (0, 1);
  gtk_widget_set_valign (self->level, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (self->level, 80, -1);
  /* More labelled is not better or worse: one colour for all. */
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (self->level), GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (self->level), GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (self->level), GTK_LEVEL_BAR_OFFSET_FULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->level);

  self->menu_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu_button), "view-more-symbolic");
  gtk_widget_set_valign (self->menu_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->menu_button, "flat");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->menu_button);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
}

GtkWidget *
exm_library_row_new (ExmLibraryItem *item)
{
  ExmLibraryRow *self = g_object_new (EXM_TYPE_LIBRARY_ROW, NULL);

  self->item = g_object_ref (item);
  g_signal_connect_object (item, "notify", G_CALLBACK (exm_library_row_refresh), self, G_CONNECT_SWAPPED);
  exm_library_row_build_menu (self);
  exm_library_row_refresh (self);
  return GTK_WIDGET (self);
}

ExmLibraryItem *
exm_library_row_get_item (ExmLibraryRow *self)
{
  g_return_val_if_fail (EXM_IS_LIBRARY_ROW (self), NULL);

  return self->item;
}
