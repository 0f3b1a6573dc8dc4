/* exm-filter-bar-help.c - what can be typed into the search, each to be clicked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-filter-bar-private.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *typed;
  const char *meaning;
} lines[] = {
  { "\"good morning\"", N_ ("These words, one after the other") },
    { "-bus", N_ ("Posts without this word") },
      { "bus OR train", N_ ("One of the two") },
        { "label:happy", N_ ("With this label, or those that begin so") },
          { "label:none", N_ ("Without a label") },
            { "is:todo", N_ ("Also done, skipped, flagged, labelled, unlabelled, duplicate, conflict, empty, long") },
              { "len:>200", N_ ("Posts longer than so many characters; also < and 100..200") },
                { "dup:yes", N_ ("Posts that stand more than once") },
                  { "note:bus", N_ ("Word in a note; has:note for any note") },
                    { "split:validation", N_ ("Also training or none") },
                      { "source:posts.csv", N_ ("From this import") },
                        { "system:other", N_ ("With a system instruction of its own") },
                      };

static void
exm_filter_bar_insert_cb (GtkWidget    *button,
                          ExmFilterBar *self)
{
  const char      *typed = g_object_get_data (G_OBJECT (button), "typed");
  g_autofree char *before = g_strchomp (g_strdup (gtk_editable_get_text (self->entry)));
  g_autofree char *text = g_strdup_printf ("%s%s%s", before, *before != '\0' ? " " : "", typed);

  gtk_menu_button_popdown (self->help_button);
  _exm_filter_bar_set_text (self, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_set_position (self->entry, -1);
  _exm_filter_bar_changed (self);
}

static GtkWidget *
new_line (ExmFilterBar *self,
          const char   *typed,
          const char   *meaning)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *what = gtk_label_new (typed);
  GtkWidget *why = gtk_label_new (meaning);
  /* Translators: 1: an example of what can be typed, 2: what it finds */
  g_autofree char *name = g_strdup_printf (_ ("%s: %s"), typed, meaning);

  gtk_label_set_xalign (GTK_LABEL (what), 0);
  gtk_label_set_xalign (GTK_LABEL (why), 0);
  gtk_label_set_wrap (GTK_LABEL (why), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (why), 36);
  gtk_widget_add_css_class (what, "monospace");
  gtk_widget_add_css_class (why, "caption");
  gtk_widget_add_css_class (why, "dim-label");
  gtk_box_append (GTK_BOX (box), what);
  gtk_box_append (GTK_BOX (box), why);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "typed", (gpointer)typed);
  g_signal_connect_object (button, "clicked", G_CALLBACK (exm_filter_bar_insert_cb), self, 0);
  return button;
}

void
_exm_filter_bar_add_help (ExmFilterBar *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (_ ("Words are looked for in post, answer, note and label. And there is more:"));

  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (title), 36);
  gtk_widget_set_margin_start (title, 9);
  gtk_widget_set_margin_end (title, 9);
  gtk_widget_set_margin_bottom (title, 6);
  gtk_box_append (GTK_BOX (box), title);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    gtk_box_append (GTK_BOX (box), new_line (self, lines[i].typed, _ (lines[i].meaning)));

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 380);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_menu_button_set_popover (self->help_button, popover);
}
