/* exm-library-page.c - the start page: the datasets, and ways to begin one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-library-page.h"

#include <adwaita.h>

#include "exm-library-row.h"
#include "exm-one-stop.h"
#include "exm-recent.h"

/* Files that posts came from, below the datasets that they became. */
#define N_RECENT 5

struct _ExmLibraryPage
{
  GtkWidget parent_instance;

  ExmLibrary *library;

  GtkStack   *stack;
  GtkListBox *list;
  GFile      *focused; /* nullable; while the list changes */
  GtkWidget  *recent_group;
  GtkListBox *recent_list;
};

enum
{
  SIGNAL_OPEN,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (ExmLibraryPage, exm_library_page, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

static void
exm_library_page_row_cb (ExmLibraryPage *self,
                         GtkListBoxRow  *row)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0, exm_library_item_get_file (exm_library_row_get_item (EXM_LIBRARY_ROW (row))));
}

static GtkWidget *
exm_library_page_create_row (gpointer item,
                             gpointer user_data)
{
  return exm_library_row_new (EXM_LIBRARY_ITEM (item));
}

static void
exm_library_page_fill_recent (ExmLibraryPage *self)
{
  g_autoptr(GPtrArray) list = exm_recent_list (N_RECENT, FALSE);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->recent_list))) != NULL)
    gtk_list_box_remove (self->recent_list, row);
  for (guint i = 0; i < list->len; i++)
    {
      const ExmRecent *recent = g_ptr_array_index (list, i);

      row = adw_action_row_new ();
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), recent->name);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), recent->folder != NULL ? recent->folder : "");
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-recent");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", recent->uri);
      gtk_list_box_append (self->recent_list, row);
    }
  gtk_widget_set_visible (self->recent_group, list->len > 0);
}

/* The list is in the order of time: what was worked on moves up, as a new row. The keyboard
 * stays on the dataset that it was on. */
static void
exm_library_page_changing_cb (ExmLibraryPage *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, EXM_TYPE_LIBRARY_ROW) : NULL;

  g_clear_object (&self->focused);
  if (row != NULL)
    self->focused = g_object_ref (exm_library_item_get_file (exm_library_row_get_item (EXM_LIBRARY_ROW (row))));
}

static void
exm_library_page_restore_focus (ExmLibraryPage *self)
{
  g_autoptr (GFile) file = g_steal_pointer (&self->focused);
  GtkListBoxRow *row;

  for (int i = 0; file != NULL && (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_file_equal (exm_library_item_get_file (exm_library_row_get_item (EXM_LIBRARY_ROW (row))), file))
      {
        if (!(gtk_widget_get_state_flags (GTK_WIDGET (row)) & GTK_STATE_FLAG_FOCUS_WITHIN))
          gtk_widget_grab_focus (GTK_WIDGET (row));
        return;
      }
}

static void
exm_library_page_update (ExmLibraryPage *self)
{
  gboolean is_empty = self->library == NULL || g_list_model_get_n_items (G_LIST_MODEL (self->library)) == 0;

  gtk_stack_set_visible_child_name (self->stack, is_empty ? "empty" : "list");
}

static void
exm_library_page_changed_cb (ExmLibraryPage *self)
{
  exm_library_page_update (self);
  exm_library_page_restore_focus (self);
}

void
exm_library_page_set_library (ExmLibraryPage *self,
                              ExmLibrary     *library)
{
  g_return_if_fail (EXM_IS_LIBRARY_PAGE (self));

  if (self->library == library)
    return;
  if (self->library != NULL)
    g_signal_handlers_disconnect_by_data (self->library, self);
  g_set_object (&self->library, library);
  /* Before the rows change, and after. */
  if (library != NULL)
    g_signal_connect_object (library, "items-changed", G_CALLBACK (exm_library_page_changing_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (library), exm_library_page_create_row, self, NULL);
  if (library == NULL)
    return;
  g_signal_connect_object (library, "items-changed", G_CALLBACK (exm_library_page_changed_cb), self, G_CONNECT_SWAPPED);
  exm_library_page_update (self);
}

/* The newest dataset, so that Enter opens it; else the first button. */
static gboolean
exm_library_page_grab_focus (GtkWidget *widget)
{
  ExmLibraryPage *self = EXM_LIBRARY_PAGE (widget);
  GtkListBoxRow  *row = gtk_list_box_get_row_at_index (self->list, 0);

  if (row != NULL)
    return gtk_widget_grab_focus (GTK_WIDGET (row));
  return gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
exm_library_page_dispose (GObject *object)
{
  ExmLibraryPage *self = EXM_LIBRARY_PAGE (object);

  if (self->list != NULL)
    exm_library_page_set_library (self, NULL);
  g_clear_object (&self->focused);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_LIBRARY_PAGE);
  /* The header bar has no field, so it is still there. */
  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL;)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (exm_library_page_parent_class)->dispose (object);
}

static void
exm_library_page_class_init (ExmLibraryPageClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = exm_library_page_dispose;
  widget_class->focus = exm_focus_children;
  widget_class->grab_focus = exm_library_page_grab_focus;

  signals[SIGNAL_OPEN] =
    g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_FILE);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-library-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmLibraryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ExmLibraryPage, list);
  gtk_widget_class_bind_template_child (widget_class, ExmLibraryPage, recent_group);
  gtk_widget_class_bind_template_child (widget_class, ExmLibraryPage, recent_list);
  gtk_widget_class_bind_template_callback (widget_class, exm_library_page_row_cb);
}

static void
exm_library_page_init (ExmLibraryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed",
                           G_CALLBACK (exm_library_page_fill_recent), self, G_CONNECT_SWAPPED);
  exm_library_page_fill_recent (self);
}
