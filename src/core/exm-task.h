/* exm-task.h - what the model is asked to do with each post
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ExmTask:
 * @system_instruction: (not nullable): may be ""
 * @input_template: (not nullable): `Text: {text}`; just `{text}` = none
 * @output_template: (not nullable): `Sentiment: {label}`; just `{label}` = none
 * @guideline: (not nullable): notes on how to label, may be ""
 * @upload_mask: (not nullable): which personal data is masked in what is uploaded,
 *   words with a space between; "" = none
 * @apart: (not nullable): labels with like names that are not the same, see exm_label_apart_add()
 *
 * `{text}` and `{label}` stand exactly once in a valid template.
 */
typedef struct
{
  char *system_instruction;
  char *input_template;
  char *output_template;
  char *guideline;
  char *upload_mask;
  char *apart;
} ExmTask;

typedef enum
{
  EXM_TASK_SYSTEM_INSTRUCTION,
  EXM_TASK_INPUT_TEMPLATE,
  EXM_TASK_OUTPUT_TEMPLATE,
  EXM_TASK_GUIDELINE,
  EXM_TASK_UPLOAD_MASK,
  EXM_TASK_APART,
  EXM_N_TASK_FIELDS,
} ExmTaskField;

#define EXM_TYPE_TASK (exm_task_get_type ())
GType       exm_task_get_type (void);
ExmTask    *exm_task_new (void);
ExmTask    *exm_task_copy (const ExmTask *self);
void        exm_task_free (ExmTask *self);
const char *exm_task_get_field (const ExmTask *self,
                                ExmTaskField   field);

#define EXM_INPUT_SLOT "{text}"
#define EXM_OUTPUT_SLOT "{label}"

/**
 * exm_template_check:
 * @slot: %EXM_INPUT_SLOT or %EXM_OUTPUT_SLOT
 *
 * Returns: %TRUE when @slot stands exactly once in @template_; else
 *   %EXM_DATA_ERROR_INVALID with a sentence that says what to do.
 */
gboolean exm_template_check (const char *template_,
                             const char *slot,
                             GError    **error);

/**
 * exm_template_fill: the template with @value in the slot's place.
 *
 * Returns: (transfer full)
 */
char *exm_template_fill (const char *template_,
                         const char *slot,
                         const char *value);

/**
 * exm_template_match:
 * @start: (out): where the value begins in @text
 * @length: (out): bytes of the value
 *
 * The inverse of filling, without copying.
 */
gboolean exm_template_match (const char *template_,
                             const char *slot,
                             const char *text,
                             gsize       text_length,
                             gsize      *start,
                             gsize      *length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmTask, exm_task_free)

G_END_DECLS
