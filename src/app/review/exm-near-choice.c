/* exm-near-choice.c - one way to decide about like posts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-near-choice.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-palette.h"
#include "exm-peek.h"

static GtkWidget *
make_post (const char *text)
{
  GtkWidget *label = gtk_label_new (*text != '\0' ? text : _ ("(empty)"));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), 12);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 44);
  return label;
}

static GtkWidget *
make_chip (ExmDataset       *dataset,
           const ExmPeekRow *row)
{
  ExmLabel  *label = row->label != 0 ? exm_dataset_get_label (dataset, row->label) : NULL;
  GtkWidget *chip = gtk_label_new (*row->answer != '\0' ? row->answer : _ ("No label"));

  gtk_label_set_ellipsize (GTK_LABEL (chip), PANGO_ELLIPSIZE_END);
  gtk_widget_set_halign (chip, GTK_ALIGN_START);
  if (label != NULL)
    {
      gtk_widget_add_css_class (chip, "label-chip");
      exm_palette_set_class (chip, exm_label_get_color (label));
    }
  else
    gtk_widget_add_css_class (chip, "dim-label");
  return chip;
}

GtkWidget *
exm_near_choice_new (ExmDataset *dataset,
                     GPtrArray  *rows,
                     guint       at,
                     gboolean    is_conflict,
                     guint       n_alike,
                     guint       number,
                     GtkWidget **button)
{
  const ExmPeekRow *first = rows->pdata[at];
  GtkWidget        *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  g_autofree char  *text = NULL;
  g_autofree char  *name = NULL;
  g_autofree char  *more = NULL;
  guint             n = 0;

  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "choice-card");
  gtk_box_append (GTK_BOX (box), make_chip (dataset, first));
  for (guint i = 0; i < rows->len; i++)
    {
      const ExmPeekRow *row = rows->pdata[i];

      if (is_conflict ? !g_str_equal (row->answer, first->answer) : row != first)
        continue;
      if (n++ < EXM_NEAR_CHOICE_POSTS)
        gtk_box_append (GTK_BOX (box), make_post (row->text));
    }
  n = is_conflict ? MAX (n, n_alike) : n;
  if (n > EXM_NEAR_CHOICE_POSTS)
    {
      more = g_strdup_printf (ngettext ("and %u more", "and %u more", n - EXM_NEAR_CHOICE_POSTS), n - EXM_NEAR_CHOICE_POSTS);
      gtk_box_append (GTK_BOX (box), make_post (more));
    }
  /* Translators: a label */
  text = is_conflict ? g_strdup_printf (_ ("All Are “%s”"), first->answer) : g_strdup (_ ("Keep Only This"));
  /* Translators: a key, and what it does */
  name = number <= 9 ? g_strdup_printf (C_ ("key", "%u  %s"), number, text) : g_strdup (text);
  *button = gtk_button_new_with_label (name);
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (*button))), PANGO_ELLIPSIZE_END);
  gtk_widget_set_valign (*button, GTK_ALIGN_END);
  gtk_widget_set_vexpand (*button, TRUE);
  gtk_box_append (GTK_BOX (box), *button);
  /* Read out with the button: the posts themselves cannot have the keyboard. */
  exm_compat_describe (*button, first->text);
  return box;
}
