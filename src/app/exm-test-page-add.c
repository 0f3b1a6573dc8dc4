/* exm-test-page-add.c - a post that was tried becomes an example
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-test-page-private.h"

#include "exm-feedback.h"
#include "exm-label-picker.h"

static ExmCommand *
make_add (ExmTestPage *self,
          ExmLabelId   label,
          const char  *output)
{
  g_autoptr(GPtrArray) examples = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);
  ExmExample *example = exm_example_new ();

  g_free (example->input);
  example->input = g_strdup (self->answer->text);
  example->label = label;
  if (output != NULL)
    {
      g_free (example->output);
      example->output = g_strdup (output);
    }
  g_ptr_array_add (examples, example);
  return exm_command_new_add (examples, 0);
}

static void
picked_cb (ExmTestPage *self,
           guint        label)
{
  if (self->answer != NULL && self->dataset != NULL)
    exm_feedback_run (GTK_WIDGET (self), self->dataset, make_add (self, (ExmLabelId)label, NULL), EXM_RUN_TOAST);
}

typedef struct
{
  ExmTestPage *page;
  char        *name;
} Naming;

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autofree Naming *naming = user_data;
  g_autoptr(ExmTestPage) self = naming->page;
  g_autofree char  *name = naming->name;
  const ExmReceipt *receipt = exm_feedback_run_finish (result);
  g_autoptr(ExmTarget) target = NULL;

  if (receipt == NULL || receipt->first_row == 0)
    return;
  target = exm_target_new_row (receipt->first_row);
  exm_feedback_run (GTK_WIDGET (self), EXM_DATASET (source), exm_command_new_set_label_named (target, name), EXM_RUN_QUIET);
}

static void
named_cb (ExmTestPage *self,
          const char  *name)
{
  Naming *naming;

  if (self->answer == NULL || self->dataset == NULL)
    return;
  naming = g_new0 (Naming, 1);
  naming->page = g_object_ref (self);
  naming->name = g_strdup (name);
  exm_feedback_run_full (GTK_WIDGET (self), self->dataset, make_add (self, 0, NULL), EXM_RUN_TOAST, NULL, added_cb, naming);
}

void
_exm_test_page_add (ExmTestPage *self)
{
  ExmLabel *label;

  if (self->answer == NULL)
    return;
  if (g_list_model_get_n_items (exm_dataset_get_labels (self->dataset)) == 0)
    {
      exm_feedback_run (GTK_WIDGET (self), self->dataset, make_add (self, 0, self->answer->value), EXM_RUN_TOAST);
      return;
    }
  label = exm_dataset_find_label (self->dataset, self->answer->value);
  exm_label_picker_set_dataset (EXM_LABEL_PICKER (self->picker), self->dataset);
  exm_label_picker_open (EXM_LABEL_PICKER (self->picker), label != NULL ? exm_label_get_id (label) : 0);
}

void
_exm_test_page_connect_picker (ExmTestPage *self)
{
  g_signal_connect_object (self->picker, "picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->picker, "named", G_CALLBACK (named_cb), self, G_CONNECT_SWAPPED);
}
