/* exm-window.c - the window: the library, or one dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-tooltip.h"
#include "exm-window-private.h"

#include <glib/gi18n-lib.h>

#include "exm-focus.h"
#include "exm-label-page.h"
#include "exm-settings.h"
#include "exm-task-panel.h"

/*   library page  ⇄  dataset: header / banner / task panel | pages / readiness bar
 *   job bar (imports and exports, in both)
 *
 * The window holds the open dataset and hands it to its pages; they know the
 * dataset and name the window's actions, never the window. */

/* Narrower than this (pixels) the task panel hides and buttons lose their words. */
#define NARROW 900
#define TINY 460
/* A save that takes longer is told. */
#define SAVING_MS 250

enum
{
  PROP_0,
  PROP_DATASET,
  PROP_SIDEBAR,
  PROP_SEARCH,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (ExmWindow, exm_window, ADW_TYPE_APPLICATION_WINDOW)

static GParamSpec *properties[N_PROPS];

/* --- what the header says --------------------------------------------------------------- */

static gboolean
exm_window_saving_cb (gpointer data)
{
  ExmWindow *self = data;

  self->saving_id = 0;
  if (self->dataset != NULL && exm_dataset_is_saving (self->dataset))
    gtk_label_set_label (self->saved_label, _ ("Saving…"));
  return G_SOURCE_REMOVE;
}

/* Most edits are on disk within milliseconds: to say so twice for each would flicker,
 * and lay out the window twice. */
static void
exm_window_update_saved (ExmWindow *self)
{
  if (self->dataset == NULL)
    return;
  if (!exm_dataset_is_read_only (self->dataset) && exm_dataset_is_saving (self->dataset))
    {
      if (self->saving_id == 0)
        self->saving_id = g_timeout_add (SAVING_MS, exm_window_saving_cb, self);
      return;
    }
  g_clear_handle_id (&self->saving_id, g_source_remove);
  gtk_label_set_label (self->saved_label, exm_dataset_is_read_only (self->dataset) ? _ ("Read only") : _ ("Saved"));
}

static void
exm_window_update_name (ExmWindow *self)
{
  if (self->dataset == NULL)
    {
      gtk_window_set_title (GTK_WINDOW (self), "Exemplar");
      return;
    }
  gtk_label_set_label (self->name_label, exm_dataset_get_name (self->dataset));
  gtk_window_set_title (GTK_WINDOW (self), exm_dataset_get_name (self->dataset));
}

static void
exm_window_name_button (GtkButton  *button,
                        const char *verb,
                        const char *name)
{
  /* Translators: a tooltip: Undo or Redo, and what */
  g_autofree char *text = name != NULL ? g_strdup_printf (C_ ("undo or redo", "%s: %s"), verb, name) : g_strdup (verb);

  exm_tooltip_set_name (GTK_WIDGET (button), text);
}

static void
exm_window_update_undo (ExmWindow *self)
{
  if (self->dataset == NULL)
    return;
  exm_window_name_button (self->undo_button, _ ("Undo"), exm_dataset_get_undo_name (self->dataset));
  exm_window_name_button (self->redo_button, _ ("Redo"), exm_dataset_get_redo_name (self->dataset));
  _exm_window_update_actions (self);
  /* An older toast's Undo would take back something else. */
  if (self->toast != NULL && self->toast_step != NULL &&
      g_strcmp0 (self->toast_step, exm_dataset_get_undo_name (self->dataset)) != 0 &&
      g_strcmp0 (self->toast_step, exm_dataset_get_redo_name (self->dataset)) != 0)
    adw_toast_dismiss (self->toast);
}

static void
exm_window_update_banner (ExmWindow *self)
{
  const char *reason;

  if (self->dataset == NULL || !exm_dataset_is_read_only (self->dataset))
    {
      exm_banner_hide (self->banner);
      return;
    }
  reason = exm_dataset_get_read_only_reason (self->dataset);
  exm_banner_show (self->banner, reason != NULL ? reason : _ ("This dataset can only be read"), _ ("_Export…"), "win.export");
}

/* --- panel and pages ------------------------------------------------------------------------ */

gboolean
_exm_window_get_sidebar (ExmWindow *self)
{
  /* GTK asks for the state of actions before the template is there. */
  return self->sidebar_bin != NULL && gtk_widget_get_visible (GTK_WIDGET (self->sidebar_bin));
}

static void
exm_window_update_foot (ExmWindow *self)
{
  GtkWidget *shown = adw_view_stack_get_visible_child (self->pages);

  gtk_widget_set_visible (GTK_WIDGET (self->foot_bin), shown != NULL && shown == self->tune_page &&
                                                         gtk_widget_get_visible (GTK_WIDGET (self->pages)));
}

static void
exm_window_show_sidebar (ExmWindow *self,
                         gboolean   visible)
{
  gtk_widget_set_visible (GTK_WIDGET (self->sidebar_bin), visible);
  /* There is no room for both: the panel stands in place of the pages. */
  gtk_widget_set_visible (GTK_WIDGET (self->pages), !(visible && self->is_narrow));
  exm_window_update_foot (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIDEBAR]);
}

void
_exm_window_set_sidebar (ExmWindow *self,
                         gboolean   visible)
{
  if (!self->is_narrow)
    {
      self->sidebar_wanted = visible;
      g_settings_set_boolean (exm_settings_get_default (), "sidebar-visible", visible);
    }
  exm_window_show_sidebar (self, visible);
}

/* Some pages know where work on them begins. */
static void
exm_window_focus_page (ExmWindow *self)
{
  GtkWidget *page = adw_view_stack_get_visible_child (self->pages);

  if (!gtk_widget_grab_focus (page))
    exm_focus_page (page);
}

void
_exm_window_show_page (ExmWindow  *self,
                       const char *name)
{
  if (adw_view_stack_get_child_by_name (self->pages, name) == NULL)
    return;
  if (self->is_narrow && _exm_window_get_sidebar (self))
    exm_window_show_sidebar (self, FALSE);
  adw_view_stack_set_visible_child_name (self->pages, name);
  /* News of another page that ask for nothing would lie over the labels. */
  if (self->toast != NULL && adw_toast_get_button_label (self->toast) == NULL &&
      adw_view_stack_get_visible_child (self->pages) == self->label_page)
    adw_toast_dismiss (self->toast);
  if (gtk_widget_get_mapped (GTK_WIDGET (self->pages)))
    exm_window_focus_page (self);
}

static void
exm_window_page_cb (ExmWindow *self)
{
  const char *name = adw_view_stack_get_visible_child_name (self->pages);

  _exm_window_rest_pages (self);
  if (name != NULL && self->dataset != NULL)
    g_settings_set_string (exm_settings_get_default (), "last-page", name);
  exm_window_update_foot (self);
  _exm_window_update_actions (self);
  _exm_window_take_toast_along (self);
}

static gboolean
exm_window_narrow_cb (gpointer user_data)
{
  ExmWindow *self = user_data;

  self->narrow_id = 0;
  gtk_widget_set_visible (self->library_label, !self->is_narrow);
  gtk_widget_set_visible (self->add_label, !self->is_narrow);
  gtk_widget_set_visible (self->title_box, !self->is_narrow);
  /* Where the switcher has gone below, its place has the title. The room is kept, or the
   * switcher would fit again, and come back, and not fit … */
  gtk_widget_set_child_visible (self->title_box, !adw_view_switcher_title_get_title_visible (self->switcher_title));
  /* Undo and Redo are in the menu too. */
  gtk_widget_set_visible (GTK_WIDGET (self->undo_button), !self->is_tiny);
  gtk_widget_set_visible (GTK_WIDGET (self->redo_button), !self->is_tiny);
  adw_header_bar_set_centering_policy (self->header, self->is_narrow ? ADW_CENTERING_POLICY_LOOSE : ADW_CENTERING_POLICY_STRICT);
  adw_view_switcher_bar_set_reveal (ADW_VIEW_SWITCHER_BAR (self->switcher_bar),
                                    adw_view_switcher_title_get_title_visible (self->switcher_title));
  if (self->is_narrow != self->was_narrow)
    exm_window_show_sidebar (self, !self->is_narrow && self->sidebar_wanted);
  self->was_narrow = self->is_narrow;
  return G_SOURCE_REMOVE;
}

/* Children must not change their visibility while sizes are given out. */
static void
exm_window_narrow_later (ExmWindow *self)
{
  if (self->narrow_id == 0)
    self->narrow_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, exm_window_narrow_cb, self, NULL);
}

static void
exm_window_size_allocate (GtkWidget *widget,
                          int        width,
                          int        height,
                          int        baseline)
{
  ExmWindow *self = EXM_WINDOW (widget);
  gboolean   narrow = width < NARROW;
  gboolean   tiny = width < TINY;

  GTK_WIDGET_CLASS (exm_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (narrow == self->is_narrow && tiny == self->is_tiny)
    return;
  self->is_narrow = narrow;
  self->is_tiny = tiny;
  exm_window_narrow_later (self);
}

/* --- dataset ---------------------------------------------------------------------------------- */

static void
exm_window_closed_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(ExmLibrary) library = user_data;
  ExmDataset *dataset = EXM_DATASET (source);

  exm_dataset_close_finish (dataset, result);
  exm_library_refresh (library, exm_dataset_get_file (dataset));
  if (g_application_get_default () != NULL)
    g_application_release (g_application_get_default ());
}

static void
exm_window_leave_dataset (ExmWindow *self)
{
  g_autoptr(ExmDataset) dataset = g_steal_pointer (&self->dataset);

  if (dataset == NULL)
    return;
  exm_examples_page_flush (self->examples_page);
  exm_label_page_flush (EXM_LABEL_PAGE (self->label_page));
  exm_task_panel_flush (EXM_TASK_PANEL (self->task_panel));
  g_signal_handlers_disconnect_by_data (dataset, self);
  /* The app lives until the last edit is on disk. */
  if (g_application_get_default () != NULL)
    g_application_hold (g_application_get_default ());
  exm_dataset_close_async (dataset, exm_window_closed_cb, g_object_ref (self->library));
}

void
_exm_window_set_dataset (ExmWindow  *self,
                         ExmDataset *dataset)
{
  if (self->dataset == dataset)
    return;
  /* What the toast offers is of the dataset that goes. */
  if (self->toast != NULL && self->dataset != NULL)
    adw_toast_dismiss (self->toast);
  exm_window_leave_dataset (self);
  self->dataset = dataset != NULL ? g_object_ref (dataset) : NULL;
  _exm_window_hand_dataset (self);
  if (dataset != NULL)
    {
      g_signal_connect_object (dataset, "notify::saving", G_CALLBACK (exm_window_update_saved), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (dataset, "notify::name", G_CALLBACK (exm_window_update_name), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (dataset, "notify::undo-name", G_CALLBACK (exm_window_update_undo), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (dataset, "notify::redo-name", G_CALLBACK (exm_window_update_undo), self, G_CONNECT_SWAPPED);
      exm_window_update_saved (self);
      exm_window_update_undo (self);
    }
  exm_window_update_name (self);
  exm_window_update_banner (self);
  gtk_stack_set_visible_child_name (self->main_stack, dataset != NULL ? "dataset" : "library");
  if (dataset != NULL)
    {
      g_autofree char *page = g_settings_get_string (exm_settings_get_default (), "last-page");

      _exm_window_show_page (self, page);
      exm_window_focus_page (self);
    }
  else if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self->library_page));
  _exm_window_update_actions (self);
  if (dataset != NULL)
    _exm_window_tell_news (self, self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DATASET]);
}

static void
exm_window_library_open_cb (ExmWindow *self,
                            GFile     *file)
{
  _exm_window_open_dataset (self, file);
}

/* --- window ----------------------------------------------------------------------------------------- */

static gboolean
exm_window_close_request (GtkWindow *window)
{
  ExmWindow *self = EXM_WINDOW (window);
  GSettings *settings = exm_settings_get_default ();
  int        width, height;

  if (!gtk_window_is_maximized (window))
    {
      gtk_window_get_default_size (window, &width, &height);
      g_settings_set_int (settings, "window-width", MAX (width, 360));
      g_settings_set_int (settings, "window-height", MAX (height, 300));
    }
  g_settings_set_boolean (settings, "maximized", gtk_window_is_maximized (window));
  if (!self->is_narrow)
    g_settings_set_int (settings, "sidebar-width", MAX (gtk_paned_get_position (self->paned), 180));
  exm_job_bar_cancel (self->job_bar);
  _exm_window_set_dataset (self, NULL);
  return GTK_WINDOW_CLASS (exm_window_parent_class)->close_request (window);
}

static void
exm_window_dispose (GObject *object)
{
  ExmWindow *self = EXM_WINDOW (object);

  if (self->main_stack != NULL)
    _exm_window_set_dataset (self, NULL);
  g_clear_handle_id (&self->narrow_id, g_source_remove);
  g_clear_handle_id (&self->saving_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->library);
  g_clear_object (&self->catalogue);
  g_clear_pointer (&self->toast_step, g_free);
  _exm_window_set_news (self, NULL, NULL, NULL);
  /* While its buttons still have their window: libadwaita 1.2 stumbles otherwise. */
  if (self->switcher_bar != NULL)
    adw_view_switcher_bar_set_stack (ADW_VIEW_SWITCHER_BAR (self->switcher_bar), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_WINDOW);
  self->main_stack = NULL;

  G_OBJECT_CLASS (exm_window_parent_class)->dispose (object);
}

static void
exm_window_finalize (GObject *object)
{
  g_ptr_array_unref (EXM_WINDOW (object)->waiting);
  G_OBJECT_CLASS (exm_window_parent_class)->finalize (object);
}

static void
exm_window_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  ExmWindow *self = EXM_WINDOW (object);
  gboolean   searching = FALSE;

  switch (prop_id)
    {
    case PROP_DATASET:
      g_value_set_object (value, self->dataset);
      break;
    case PROP_SIDEBAR:
      g_value_set_boolean (value, _exm_window_get_sidebar (self));
      break;
    case PROP_SEARCH:
      if (self->examples_page != NULL)
        g_object_get (self->examples_page, "searching", &searching, NULL);
      g_value_set_boolean (value, searching);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_window_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  ExmWindow *self = EXM_WINDOW (object);

  switch (prop_id)
    {
    case PROP_SIDEBAR:
      _exm_window_set_sidebar (self, g_value_get_boolean (value));
      break;
    case PROP_SEARCH:
      if (g_value_get_boolean (value))
        _exm_window_show_page (self, "examples");
      g_object_set (self->examples_page, "searching", g_value_get_boolean (value), NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_window_bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, library_toasts);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, main_stack);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, library_page);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, header);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, title_box);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, name_label);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, saved_label);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, redo_button);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, library_label);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, add_label);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, paned);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, sidebar_bin);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, examples_page);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, foot_bin);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, readiness_bin);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, job_bar);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, recent_menu);
  gtk_widget_class_bind_template_child (widget_class, ExmWindow, switcher_bar);
  gtk_widget_class_bind_template_callback (widget_class, exm_window_narrow_later);
  gtk_widget_class_bind_template_callback (widget_class, exm_window_library_open_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_window_page_cb);
}

static void
exm_window_class_init (ExmWindowClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = exm_window_dispose;
  object_class->finalize = exm_window_finalize;
  object_class->get_property = exm_window_get_property;
  object_class->set_property = exm_window_set_property;
  widget_class->size_allocate = exm_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = exm_window_close_request;

  properties[PROP_DATASET] =
    g_param_spec_object ("dataset", NULL, NULL, EXM_TYPE_DATASET, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SIDEBAR] =
    g_param_spec_boolean ("sidebar", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SEARCH] =
    g_param_spec_boolean ("search", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (EXM_TYPE_LIBRARY_PAGE);
  g_type_ensure (EXM_TYPE_BANNER);
  g_type_ensure (EXM_TYPE_EXAMPLES_PAGE);
  g_type_ensure (EXM_TYPE_JOB_BAR);
  exm_window_bind_template (widget_class);
  _exm_window_install_actions (widget_class);
  _exm_window_install_panel_actions (widget_class);
  _exm_window_install_label_actions (widget_class);
  _exm_window_install_file_actions (widget_class);
}

static void
exm_window_searching_cb (ExmWindow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH]);
}

static void
exm_window_init (ExmWindow *self)
{
  GSettings *settings = exm_settings_get_default ();

  self->sidebar_wanted = g_settings_get_boolean (settings, "sidebar-visible");
  gtk_widget_init_template (GTK_WIDGET (self));
  exm_focus_watch (GTK_WINDOW (self));
  _exm_window_place_panels (self);
  self->cancellable = g_cancellable_new ();
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);

  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  gtk_paned_set_position (self->paned, g_settings_get_int (settings, "sidebar-width"));
  exm_window_show_sidebar (self, self->sidebar_wanted);

  /* The menu of the window names them too: the headers are only for the pointer. */
  gtk_widget_insert_action_group (GTK_WIDGET (self), "columns",
                                  exm_examples_page_get_column_actions (self->examples_page));
  _exm_window_accept_drops (self);
  g_signal_connect_object (self->examples_page, "notify::searching",
                           G_CALLBACK (exm_window_searching_cb), self, G_CONNECT_SWAPPED);
  _exm_window_watch_recent (self);
  exm_window_update_name (self);
  _exm_window_update_actions (self);
}

ExmWindow *
exm_window_new (AdwApplication *application,
                ExmLibrary     *library)
{
  ExmWindow *self = g_object_new (EXM_TYPE_WINDOW, "application", application, NULL);

  self->library = g_object_ref (library);
  exm_library_page_set_library (self->library_page, library);
  return self;
}

ExmDataset *
exm_window_get_dataset (ExmWindow *self)
{
  g_return_val_if_fail (EXM_IS_WINDOW (self), NULL);

  return self->dataset;
}

gboolean
exm_window_is_free (ExmWindow *self)
{
  g_return_val_if_fail (EXM_IS_WINDOW (self), FALSE);

  return self->dataset == NULL && !self->is_importing && !exm_job_bar_is_busy (self->job_bar);
}
