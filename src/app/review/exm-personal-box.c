/* exm-personal-box.c - which personal data to mask, and where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-personal-box.h"

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-odd-chars.h"
#include "exm-problem-card.h"
#include "exm-review-marks.h"

struct _ExmPersonalBox
{
  GtkWidget parent_instance;

  ExmDataset *dataset;
  ExmSurvey  *survey;

  GtkWidget *box;
  GtkWidget *kinds[EXM_N_PERSONAL]; /* NULL where there are none */
  GtkWidget *upload;
  guint      n_writing;
  gboolean   is_filling;
};

enum
{
  SIGNAL_KINDS_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (ExmPersonalBox, exm_personal_box, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

guint
exm_personal_box_get_kinds (ExmPersonalBox *self)
{
  guint kinds = 0;

  g_return_val_if_fail (EXM_IS_PERSONAL_BOX (self), 0);

  for (guint kind = 0; kind < EXM_N_PERSONAL; kind++)
    if (self->kinds[kind] != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->kinds[kind])))
      kinds |= 1u << kind;
  return kinds;
}

/* --- what is uploaded ------------------------------------------------------------- */

static void
set_check (GtkWidget *check,
           gboolean   active)
{
  if (check != NULL)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (check), active);
}

/* As the dataset has it: it may have been undone. What is ticked for the posts alone stays. */
static void
look (ExmPersonalBox *self)
{
  const guint masked = exm_upload_mask_get (exm_dataset_get_task (self->dataset));

  if (self->n_writing > 0)
    return;
  self->is_filling = TRUE;
  for (guint kind = 0; masked != 0 && kind < EXM_N_PERSONAL; kind++)
    set_check (self->kinds[kind], (masked & 1u << kind) != 0);
  set_check (self->upload, masked != 0);
  self->is_filling = FALSE;
  g_signal_emit (self, signals[SIGNAL_KINDS_CHANGED], 0);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (ExmPersonalBox) self = user_data;

  exm_feedback_run_finish (result);
  self->n_writing--;
  if (self->dataset != NULL)
    look (self);
}

/* A step of undo like any other. */
static void
write_upload (ExmPersonalBox *self)
{
  gboolean on = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->upload));

  if (self->is_filling)
    return;
  self->n_writing++;
  exm_feedback_run_full (GTK_WIDGET (self), self->dataset, exm_upload_mask_command (on ? exm_personal_box_get_kinds (self) : 0), EXM_RUN_QUIET,
                         NULL, written_cb, g_object_ref (self));
}

static void
kind_toggled_cb (ExmPersonalBox *self)
{
  if (self->is_filling)
    return;
  if (self->upload != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->upload)))
    write_upload (self);
  g_signal_emit (self, signals[SIGNAL_KINDS_CHANGED], 0);
}

/* --- commands ------------------------------------------------------------------------ */

static char *
mask_input (ExmRowId    id,
            const char *input,
            gpointer    user_data)
{
  return exm_personal_mask (input, GPOINTER_TO_UINT (user_data), NULL);
}

static char *
remove_odd (ExmRowId    id,
            const char *input,
            gpointer    user_data)
{
  return exm_odd_chars_remove (input);
}

ExmCommand *
exm_personal_mask_command (const ExmQuery *rows,
                           guint           kinds)
{
  g_autoptr (ExmTarget) target = exm_target_new_query (rows, NULL, 0);
  guint            n = (guint)rows->only->n_ids;
  g_autofree char *name = g_strdup_printf (ngettext ("Mask Personal Data in %u Post", "Mask Personal Data in %u Posts", n), n);

  return exm_command_new_map_inputs (target, name, mask_input, GUINT_TO_POINTER (kinds), NULL);
}

ExmCommand *
exm_odd_remove_command (const ExmQuery *rows)
{
  g_autoptr (ExmTarget) target = exm_target_new_query (rows, NULL, 0);
  guint            n = (guint)rows->only->n_ids;
  g_autofree char *name = g_strdup_printf (ngettext ("Clean %u Post", "Clean %u Posts", n), n);

  return exm_command_new_map_inputs (target, name, remove_odd, NULL, NULL);
}

/* --- object -------------------------------------------------------------------------- */

static void
exm_personal_box_dispose (GObject *object)
{
  ExmPersonalBox *self = EXM_PERSONAL_BOX (object);

  g_clear_object (&self->dataset);
  g_clear_pointer (&self->survey, exm_survey_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (exm_personal_box_parent_class)->dispose (object);
}

static void
exm_personal_box_class_init (ExmPersonalBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_personal_box_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_KINDS_CHANGED] = g_signal_new ("kinds-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                                NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
exm_personal_box_init (ExmPersonalBox *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

static GtkWidget *
add_check (ExmPersonalBox *self,
           const char     *text,
           gboolean        active,
           GCallback       callback)
{
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), active);
  g_signal_connect_object (check, "toggled", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), check);
  return check;
}

GtkWidget *
exm_personal_box_new (ExmDataset *dataset,
                      ExmSurvey  *survey,
                      guint       kinds)
{
  ExmPersonalBox *self = g_object_new (EXM_TYPE_PERSONAL_BOX, NULL);
  guint           masked = exm_upload_mask_get (exm_dataset_get_task (dataset));
  guint           checked = masked != 0 ? masked : kinds;

  self->dataset = g_object_ref (dataset);
  self->survey = exm_survey_ref (survey);
  for (guint kind = 0; kind < EXM_N_PERSONAL; kind++)
    {
      g_autofree char *count = NULL;
      g_autofree char *text = NULL;
      char             name[16];

      if (survey->n_personal[kind] == 0)
        continue;
      count = exm_personal_count_to_string (kind, survey->n_personal[kind]);
      /* Translators: "12 e-mail addresses as <email>": a count and the mask in its place */
      text = g_strdup_printf (_ ("%s as %s"), count, exm_personal_get_mask (kind));
      self->kinds[kind] = add_check (self, text, (checked & 1u << kind) != 0, G_CALLBACK (kind_toggled_cb));
      g_snprintf (name, sizeof name, "kind-%u", kind);
      exm_problem_card_name_part (self->kinds[kind], name);
    }
  self->upload = add_check (self, _ ("Leave the posts as they are and mask in what is uploaded"), masked != 0, G_CALLBACK (write_upload));
  exm_problem_card_name_part (self->upload, "upload");
  g_signal_connect_object (dataset, "notify::task", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  gtk_widget_set_sensitive (self->upload, !exm_dataset_is_read_only (dataset));
  return GTK_WIDGET (self);
}
