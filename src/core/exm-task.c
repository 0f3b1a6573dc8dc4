/* exm-task.c - what the model is asked to do with each post
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-task.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-data-error.h"

G_DEFINE_BOXED_TYPE (ExmTask, exm_task, exm_task_copy, exm_task_free)

ExmTask *
exm_task_new (void)
{
  ExmTask *self = g_new0 (ExmTask, 1);

  self->system_instruction = g_strdup ("");
  self->input_template = g_strdup (EXM_INPUT_SLOT);
  self->output_template = g_strdup (EXM_OUTPUT_SLOT);
  self->guideline = g_strdup ("");
  self->upload_mask = g_strdup ("");
  self->apart = g_strdup ("");
  return self;
}

ExmTask *
exm_task_copy (const ExmTask *self)
{
  ExmTask *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (ExmTask, 1);
  copy->system_instruction = g_strdup (self->system_instruction);
  copy->input_template = g_strdup (self->input_template);
  copy->output_template = g_strdup (self->output_template);
  copy->guideline = g_strdup (self->guideline);
  copy->upload_mask = g_strdup (self->upload_mask);
  copy->apart = g_strdup (self->apart);
  return copy;
}

void
exm_task_free (ExmTask *self)
{
  if (self == NULL)
    return;
  g_free (self->system_instruction);
  g_free (self->input_template);
  g_free (self->output_template);
  g_free (self->guideline);
  g_free (self->upload_mask);
  g_free (self->apart);
  g_free (self);
}

const char *
exm_task_get_field (const ExmTask *self,
                    ExmTaskField   field)
{
  g_return_val_if_fail (self != NULL, NULL);

  switch (field)
    {
    case EXM_TASK_SYSTEM_INSTRUCTION:
      return self->system_instruction;
    case EXM_TASK_INPUT_TEMPLATE:
      return self->input_template;
    case EXM_TASK_OUTPUT_TEMPLATE:
      return self->output_template;
    case EXM_TASK_GUIDELINE:
      return self->guideline;
    case EXM_TASK_UPLOAD_MASK:
      return self->upload_mask;
    case EXM_TASK_APART:
      return self->apart;
    case EXM_N_TASK_FIELDS:
    default:
      g_return_val_if_reached (NULL);
    }
}

gboolean
exm_template_check (const char *template_,
                    const char *slot,
                    GError    **error)
{
  gboolean    is_input;
  const char *first;

  g_return_val_if_fail (template_ != NULL, FALSE);
  g_return_val_if_fail (slot != NULL && *slot != '\0', FALSE);

  is_input = g_str_equal (slot, EXM_INPUT_SLOT);
  first = strstr (template_, slot);
  if (first == NULL)
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID,
                           is_input
                           /* Translators: {text} is typed as it stands: do not translate it */
                           ? _("Write {text} where each post shall stand")
                           /* Translators: {label} is typed as it stands: do not translate it */
                           : _("Write {label} where each answer shall stand"));
      return FALSE;
    }
  if (strstr (first + strlen (slot), slot) != NULL)
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID,
                           is_input
                           /* Translators: {text} is typed as it stands: do not translate it */
                           ? _("{text} stands here more than once: keep one")
                           /* Translators: {label} is typed as it stands: do not translate it */
                           : _("{label} stands here more than once: keep one"));
      return FALSE;
    }
  return TRUE;
}

/* A template that is no template yet (somebody is typing it) leaves the value
 * alone: better a bare post than none. */
char *
exm_template_fill (const char *template_,
                   const char *slot,
                   const char *value)
{
  const char *at;

  g_return_val_if_fail (template_ != NULL, NULL);
  g_return_val_if_fail (slot != NULL && *slot != '\0', NULL);
  g_return_val_if_fail (value != NULL, NULL);

  at = strstr (template_, slot);
  if (at == NULL)
    return g_strdup (value);
  return g_strdup_printf ("%.*s%s%s", (int)(at - template_), template_, value, at + strlen (slot));
}

gboolean
exm_template_match (const char *template_,
                    const char *slot,
                    const char *text,
                    gsize       text_length,
                    gsize      *start,
                    gsize      *length)
{
  const char *at;
  const char *tail;
  gsize       n_head;
  gsize       n_tail;

  g_return_val_if_fail (template_ != NULL, FALSE);
  g_return_val_if_fail (slot != NULL && *slot != '\0', FALSE);
  g_return_val_if_fail (text != NULL || text_length == 0, FALSE);
  g_return_val_if_fail (start != NULL && length != NULL, FALSE);

  at = strstr (template_, slot);
  if (at == NULL)
    return FALSE;

  tail = at + strlen (slot);
  n_head = at - template_;
  n_tail = strlen (tail);
  if (text_length < n_head + n_tail)
    return FALSE;
  if (n_head > 0 && memcmp (text, template_, n_head) != 0)
    return FALSE;
  if (n_tail > 0 && memcmp (text + text_length - n_tail, tail, n_tail) != 0)
    return FALSE;

  *start = n_head;
  *length = text_length - n_head - n_tail;
  return TRUE;
}
