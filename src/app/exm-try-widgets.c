/* exm-try-widgets.c - a model's answer, with its label seen at a glance
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-try-widgets.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-palette.h"

static GtkWidget *
make_chip (ExmLabel *label)
{
  GtkWidget *chip = gtk_label_new (exm_label_get_name (label));

  gtk_widget_add_css_class (chip, "label-chip");
  exm_palette_set_class (chip, exm_label_get_color (label));
  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  return chip;
}

static void
append_text (GtkBox     *box,
             const char *text,
             gsize       length)
{
  g_autofree char *own = g_strstrip (g_strndup (text, length));
  GtkWidget       *label;

  if (*own == '\0')
    return;
  label = gtk_label_new (own);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_box_append (box, label);
}

void
exm_try_fill_answer (GtkBox       *box,
                     const ExmTry *answer,
                     ExmDataset   *dataset)
{
  ExmLabel  *label = exm_dataset_find_label (dataset, answer->value);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  if (label == NULL)
    {
      append_text (box, answer->answer, strlen (answer->answer));
      return;
    }
  append_text (box, answer->answer, answer->value_start);
  gtk_box_append (box, make_chip (label));
  append_text (box, answer->answer + answer->value_start + answer->value_length,
               strlen (answer->answer) - answer->value_start - answer->value_length);
}

char *
exm_try_dup_figures (const ExmTry *answer)
{
  GString *text = g_string_new (NULL);

  if (answer->latency_ms >= 0)
    /* Translators: seconds until the answer came */
    g_string_append_printf (text, _("%.2f s"), (double)answer->latency_ms / 1000);
  if (answer->prompt_tokens >= 0 && answer->output_tokens >= 0)
    g_string_append_printf (text, _(" · %d tokens in, %d out"),
                                     (int)answer->prompt_tokens, (int)answer->output_tokens);
  return g_string_free (text, FALSE);
}

GtkWidget *
exm_try_row_new (const ExmTry *answer,
                 ExmDataset   *dataset)
{
  GtkWidget       *row = adw_action_row_new ();
  ExmLabel        *label = exm_dataset_find_label (dataset, answer->value);
  g_autofree char *figures = exm_try_dup_figures (answer);
  g_autofree char *title = g_markup_escape_text (answer->text, -1);
  g_autofree char *line = answer->practice
    /* Translators: name of a model, the answer, figures */
    ? g_strdup_printf (_("Practice · %s · %s · %s"), answer->model_name, answer->answer, figures)
    : g_strdup_printf ("%s · %s · %s", answer->model_name, answer->answer, figures);
  g_autofree char *subtitle = g_markup_escape_text (line, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  if (label != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_chip (label));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_tooltip_text (row, _("Put this post into the box again"));
  g_object_set_data_full (G_OBJECT (row), "try", exm_try_copy (answer), (GDestroyNotify)exm_try_free);
  return row;
}

const ExmTry *
exm_try_row_get (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "try");
}
