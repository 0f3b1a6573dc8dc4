/* exm-guide-pane.c - how to label: the guideline, and what each label means
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-guide-pane.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-compat.h"
#include "exm-feedback.h"
#include "exm-guide-text.h"
#include "exm-palette.h"

#define WIDTH 300
#define NARROW_HEIGHT 120

struct _ExmGuidePane
{
  GtkWidget parent_instance;

  ExmDataset *dataset;

  GtkWidget *box;
  GtkWidget *stack;
  GtkWidget *text;   /* the guideline as it is read */
  GtkWidget *empty;  /* … when there is none */
  GtkWidget *view;   /* … as it is written */
  GtkWidget *modes;  /* read or write */
  GtkWidget *edit;   /* toggle */
  GtkWidget *labels; /* list of definitions */
};

enum
{
  CLOSED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (ExmGuidePane, exm_guide_pane, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

/* --- guideline ---------------------------------------------------------------------------- */

static char *
dup_written (ExmGuidePane *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  GtkTextIter    start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

void
exm_guide_pane_flush (ExmGuidePane *self)
{
  g_autofree char *text = NULL;

  g_return_if_fail (EXM_IS_GUIDE_PANE (self));

  if (self->dataset == NULL || !gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->edit)))
    return;
  text = dup_written (self);
  if (g_strcmp0 (text, exm_dataset_get_task (self->dataset)->guideline) != 0)
    exm_feedback_run (GTK_WIDGET (self), self->dataset, exm_command_new_set_task (EXM_TASK_GUIDELINE, text), EXM_RUN_QUIET);
}

static void
edit_toggled_cb (ExmGuidePane *self)
{
  gboolean writes = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->edit));

  if (self->dataset == NULL)
    return;
  if (!writes)
    {
      g_autofree char *text = dup_written (self);

      if (g_strcmp0 (text, exm_dataset_get_task (self->dataset)->guideline) != 0)
        exm_feedback_run (GTK_WIDGET (self), self->dataset, exm_command_new_set_task (EXM_TASK_GUIDELINE, text), EXM_RUN_QUIET);
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->modes), writes ? "write" : "read");
  if (writes)
    gtk_widget_grab_focus (self->view);
}

static void
begin_cb (ExmGuidePane *self)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->edit), TRUE);
}

static gboolean
link_cb (ExmGuidePane *self,
         const char   *address)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root))
    exm_compat_show_uri (GTK_WINDOW (root), address);
  return TRUE;
}

/* --- definitions ----------------------------------------------------------------------------- */

static void
add_definition (ExmGuidePane *self,
                ExmLabel     *label)
{
  const char      *definition = exm_label_get_definition (label);
  gboolean         is_empty = definition == NULL || *definition == '\0';
  GtkWidget       *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget       *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *key = exm_label_dup_key_text (label);
  GtkWidget       *pill = gtk_label_new (key);
  GtkWidget       *title = gtk_label_new (exm_label_get_name (label));
  GtkWidget       *text = gtk_label_new (is_empty ? _ ("No definition") : definition);

  gtk_widget_add_css_class (pill, "label-pill");
  exm_palette_set_class (pill, exm_label_get_color (label));
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  if (is_empty)
    gtk_widget_add_css_class (text, "dim-label");
  gtk_box_append (GTK_BOX (head), pill);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (row), head);
  gtk_box_append (GTK_BOX (row), text);
  gtk_box_append (GTK_BOX (self->labels), row);
}

/* Made only when it is looked at. */
static void
fill_definitions (ExmGuidePane *self)
{
  GListModel *labels = self->dataset != NULL ? exm_dataset_get_labels (self->dataset) : NULL;
  GtkWidget  *child;

  while ((child = gtk_widget_get_first_child (self->labels)) != NULL)
    gtk_box_remove (GTK_BOX (self->labels), child);
  for (guint i = 0; labels != NULL && i < g_list_model_get_n_items (labels); i++)
    {
      g_autoptr(ExmLabel) label = g_list_model_get_item (labels, i);

      add_definition (self, label);
    }
}

/* --- what changes ----------------------------------------------------------------------------------- */

void
exm_guide_pane_refresh (ExmGuidePane *self)
{
  const char      *text;
  g_autofree char *markup = NULL;

  g_return_if_fail (EXM_IS_GUIDE_PANE (self));

  text = self->dataset != NULL ? exm_dataset_get_task (self->dataset)->guideline : "";
  markup = exm_guide_text_to_markup (text);
  gtk_label_set_markup (GTK_LABEL (self->text), markup);
  gtk_widget_set_visible (self->text, *text != '\0');
  gtk_widget_set_visible (self->empty, *text == '\0');
  if (!gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->edit)))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view)), text, -1);
  if (gtk_widget_get_visible (GTK_WIDGET (self)) && g_str_equal (gtk_stack_get_visible_child_name (GTK_STACK (self->stack)), "definitions"))
    fill_definitions (self);
}

/* --- open and close ----------------------------------------------------------------------------- */

static void
close_pane (ExmGuidePane *self)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->edit), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
close_cb (ExmGuidePane *self)
{
  close_pane (self);
  g_signal_emit (self, signals[CLOSED], 0);
}

gboolean
exm_guide_pane_toggle (ExmGuidePane *self,
                       const char   *page)
{
  g_return_val_if_fail (EXM_IS_GUIDE_PANE (self), FALSE);

  if (gtk_widget_get_visible (GTK_WIDGET (self)) &&
      g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->stack)), page) == 0)
    {
      close_pane (self);
      return FALSE;
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), page);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  exm_guide_pane_refresh (self);
  return TRUE;
}

void
exm_guide_pane_set_narrow (ExmGuidePane *self,
                           gboolean      narrow)
{
  g_return_if_fail (EXM_IS_GUIDE_PANE (self));

  gtk_widget_set_size_request (GTK_WIDGET (self), narrow ? -1 : WIDTH, narrow ? NARROW_HEIGHT : -1);
}

void
exm_guide_pane_set_dataset (ExmGuidePane *self,
                            ExmDataset   *dataset)
{
  g_return_if_fail (EXM_IS_GUIDE_PANE (self));

  close_pane (self);
  g_set_object (&self->dataset, dataset);
  gtk_widget_set_sensitive (self->edit, dataset != NULL && !exm_dataset_is_read_only (dataset));
  exm_guide_pane_refresh (self);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        ExmGuidePane          *self)
{
  gboolean writes = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->edit));

  if (keyval != GDK_KEY_Escape && !(writes && keyval == GDK_KEY_Return && (state & GDK_CONTROL_MASK)))
    return GDK_EVENT_PROPAGATE;
  if (writes)
    {
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->edit), FALSE);
      gtk_widget_grab_focus (self->edit);
    }
  else
    close_cb (self);
  return GDK_EVENT_STOP;
}

/* --- widget ---------------------------------------------------------------------------------------- */

static void
exm_guide_pane_dispose (GObject *object)
{
  ExmGuidePane *self = EXM_GUIDE_PANE (object);

  g_clear_object (&self->dataset);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (exm_guide_pane_parent_class)->dispose (object);
}

static void
exm_guide_pane_class_init (ExmGuidePaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_guide_pane_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "exmguidepane");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);

  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static GtkWidget *
scroll (GtkWidget *child)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), child);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static GtkWidget *
build_guideline (ExmGuidePane *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *read = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *words = gtk_label_new (_ ("No guideline yet. Write down how to decide, so that you decide alike tomorrow."));
  GtkWidget *begin = gtk_button_new_with_mnemonic (_ ("_Write a Guideline"));

  self->text = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->text), 0);
  gtk_label_set_yalign (GTK_LABEL (self->text), 0);
  gtk_label_set_wrap (GTK_LABEL (self->text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->text), PANGO_WRAP_WORD_CHAR);
  g_signal_connect_swapped (self->text, "activate-link", G_CALLBACK (link_cb), self);
  self->empty = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_widget_set_halign (begin, GTK_ALIGN_START);
  g_signal_connect_swapped (begin, "clicked", G_CALLBACK (begin_cb), self);
  gtk_box_append (GTK_BOX (self->empty), words);
  gtk_box_append (GTK_BOX (self->empty), begin);
  gtk_box_append (GTK_BOX (read), self->text);
  gtk_box_append (GTK_BOX (read), self->empty);

  self->view = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->view), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Guideline"), -1);
  exm_compat_describe (self->view, _ ("# heading, **bold**, *italic*, - list, [words](https://…)"));
  self->modes = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->modes), scroll (read), "read");
  gtk_stack_add_named (GTK_STACK (self->modes), scroll (self->view), "write");
  self->edit = gtk_toggle_button_new_with_mnemonic (_ ("_Edit"));
  gtk_widget_set_tooltip_text (self->edit, _ ("# heading, **bold**, *italic*, - list, [words](https://…)"));
  gtk_widget_set_halign (self->edit, GTK_ALIGN_END);
  g_signal_connect_swapped (self->edit, "toggled", G_CALLBACK (edit_toggled_cb), self);
  gtk_box_append (GTK_BOX (page), self->modes);
  gtk_box_append (GTK_BOX (page), self->edit);
  return page;
}

static void
exm_guide_pane_init (ExmGuidePane *self)
{
  GtkWidget          *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget          *switcher = gtk_stack_switcher_new ();
  GtkWidget          *end = gtk_button_new_from_icon_name ("window-close-symbolic");
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  self->stack = gtk_stack_new ();
  self->labels = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_stack_add_titled (GTK_STACK (self->stack), build_guideline (self), "guideline", _ ("Guideline"));
  gtk_stack_add_titled (GTK_STACK (self->stack), scroll (self->labels), "definitions", _ ("Definitions"));
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), GTK_STACK (self->stack));
  gtk_widget_set_hexpand (switcher, TRUE);
  gtk_widget_add_css_class (end, "flat");
  gtk_widget_set_tooltip_text (end, _ ("Close"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (end), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Close"), -1);
  g_signal_connect_swapped (end, "clicked", G_CALLBACK (close_cb), self);
  g_signal_connect_swapped (self->stack, "notify::visible-child", G_CALLBACK (fill_definitions), self);
  gtk_box_append (GTK_BOX (head), switcher);
  gtk_box_append (GTK_BOX (head), end);
  gtk_box_append (GTK_BOX (self->box), head);
  gtk_box_append (GTK_BOX (self->box), self->stack);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  exm_guide_pane_set_narrow (self, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("How to decide"), -1);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
exm_guide_pane_new (void)
{
  return g_object_new (EXM_TYPE_GUIDE_PANE, NULL);
}
