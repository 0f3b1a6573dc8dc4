/* exm-problem-row.c - one problem in the list of the readiness bar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-problem-row.h"

#include <glib/gi18n-lib.h>

struct _ExmProblemRow
{
  GtkListBoxRow parent_instance;

  ExmProblem code;
};

enum
{
  SIGNAL_SHOW_ROWS,
  SIGNAL_FIX,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (ExmProblemRow, exm_problem_row, GTK_TYPE_LIST_BOX_ROW)

static guint signals[N_SIGNALS];

static gboolean
can_show (ExmProblem code)
{
  return code != EXM_PROBLEM_TOO_FEW && code != EXM_PROBLEM_FEW && code != EXM_PROBLEM_TOO_MANY &&
         code != EXM_PROBLEM_FILE_SIZE && code != EXM_PROBLEM_NO_SYSTEM;
}

/* --- words and their signs ------------------------------------------------------------ */

static GtkWidget *
make_icon (ExmSeverity severity)
{
  static const struct
  {
    const char *icon;
    const char *style;
  } looks[] = {
    [EXM_SEVERITY_INFO] = { "dialog-information-symbolic", "dim-label" },
    [EXM_SEVERITY_WARNING] = { "dialog-warning-symbolic", "warning" },
    [EXM_SEVERITY_BLOCKS] = { "dialog-error-symbolic", "error" },
  };
  const char *const names[] = {
    /* Translators: how grave a problem is */
    [EXM_SEVERITY_INFO] = C_ ("severity", "Note"),
                              [EXM_SEVERITY_WARNING] = C_ ("severity", "Warning"),
                                                           [EXM_SEVERITY_BLOCKS] = C_ ("severity", "Stands in the way"),
                                                           };
  GtkWidget *icon = gtk_image_new_from_icon_name (looks[severity].icon);

  gtk_widget_add_css_class (icon, looks[severity].style);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, names[severity], -1);
  return icon;
}

static GtkWidget *
make_label (const char *text,
            const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, style);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 48);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

/* --- buttons ---------------------------------------------------------------------------- */

static void
show_clicked_cb (ExmProblemRow *self)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_ROWS], 0, (guint)self->code);
}

static void
fix_clicked_cb (ExmProblemRow *self)
{
  g_signal_emit (self, signals[SIGNAL_FIX], 0, (guint)self->code);
}

static void
add_button (ExmProblemRow *self,
            GtkWidget     *box,
            const char    *text,
            const char    *title,
            GCallback      callback)
{
  GtkWidget       *button = gtk_button_new_with_label (text);
  g_autofree char *name = g_strdup_printf ("%s: %s", text, title);

  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (box), button);
}

/* --- object ------------------------------------------------------------------------------- */

static void
exm_problem_row_class_init (ExmProblemRowClass *klass)
{
  signals[SIGNAL_SHOW_ROWS] = g_signal_new ("show-rows", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_FIX] = g_signal_new ("fix", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
exm_problem_row_init (ExmProblemRow *self)
{
  /* The buttons are what can be reached, not the row around them. */
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
}

GtkWidget *
exm_problem_row_new (const ExmProblemReport *report)
{
  g_return_val_if_fail (report != NULL, NULL);

  ExmProblemRow *self = g_object_new (EXM_TYPE_PROBLEM_ROW, NULL);
  GtkWidget     *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget     *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget     *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->code = report->code;
  if (can_show (report->code))
    add_button (self, buttons, _ ("Show"), report->title, G_CALLBACK (show_clicked_cb));
  if (report->fix != NULL)
    add_button (self, buttons, report->fix, report->title, G_CALLBACK (fix_clicked_cb));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), make_label (report->title, "heading"));
  gtk_box_append (GTK_BOX (words), make_label (report->message, "caption"));
  gtk_box_append (GTK_BOX (words), buttons);
  gtk_widget_add_css_class (row, "problem-row");
  gtk_box_append (GTK_BOX (row), make_icon (report->severity));
  gtk_box_append (GTK_BOX (row), words);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), row);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, report->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, report->message, -1);
  return GTK_WIDGET (self);
}
