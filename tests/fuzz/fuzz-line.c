/* fuzz-line.c - a line of JSON as an example, out and in again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "fuzz.h"

#include <string.h>

#include "exm-import.h"
#include "exm-json-scan.h"
#include "exm-render.h"

static void
check_rendered (const ExmTask    *task,
                const ExmExample *example,
                const char       *label,
                ExmDialect        dialect)
{
  g_autofree char *line = exm_render_line (dialect, task, example, label);

  if (*line != '\0')
    g_assert_true (exm_json_validate (NULL, line, strlen (line), NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (ExmTask) task = exm_task_new ();
  g_autoptr (ExmExample) example = NULL;
  g_autofree char *label = NULL;
  g_autofree char *message = NULL;
  ExmReason        reason;

  g_free (task->input_template);
  task->input_template = g_strdup ("Text: {text}");
  example = exm_import_line (bytes, task, TRUE, &label, &reason, &message);
  if (example == NULL)
    {
      g_assert_nonnull (message);
      return 0;
    }
  g_assert_true (g_utf8_validate (example->input, -1, NULL));
  check_rendered (task, example, label, EXM_DIALECT_CONTENTS);
  check_rendered (task, example, label, EXM_DIALECT_MESSAGES);
  check_rendered (task, example, label, EXM_DIALECT_OPENAI);

  /* An edited one is valid too. */
  g_free (example->input);
  example->input = g_strdup ("new \"text\"");
  example->has_system = !example->has_system;
  check_rendered (task, example, "Label", EXM_DIALECT_CONTENTS);
  check_rendered (task, example, NULL, EXM_DIALECT_OPENAI);
  check_rendered (task, example, "Label", EXM_DIALECT_MESSAGES);
  return 0;
}
