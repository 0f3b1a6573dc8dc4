/* test-task.c - task fields and templates
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-data-error.h"
#include "exm-task.h"

static void
test_new (void)
{
  g_autoptr(ExmTask) task = exm_task_new ();
  g_autoptr(ExmTask) copy = NULL;

  g_assert_cmpstr (exm_task_get_field (task, EXM_TASK_SYSTEM_INSTRUCTION), ==, "");
  g_assert_cmpstr (exm_task_get_field (task, EXM_TASK_INPUT_TEMPLATE), ==, "{text}");
  g_assert_cmpstr (exm_task_get_field (task, EXM_TASK_OUTPUT_TEMPLATE), ==, "{label}");
  g_assert_cmpstr (exm_task_get_field (task, EXM_TASK_GUIDELINE), ==, "");

  g_free (task->guideline);
  task->guideline = g_strdup ("When in doubt: Neutral");
  copy = g_boxed_copy (EXM_TYPE_TASK, task);
  g_clear_pointer (&task, exm_task_free);
  g_assert_cmpstr (copy->guideline, ==, "When in doubt: Neutral");
}

static void
test_check (void)
{
  static const struct
  {
    const char *template_;
    const char *slot;
    const char *says; /* NULL = valid */
  } cases[] = {
    { "{text}", EXM_INPUT_SLOT, NULL },
    { "Text: {text}", EXM_INPUT_SLOT, NULL },
    { "a {text} b\nc", EXM_INPUT_SLOT, NULL },
    { "{label}{text}", EXM_INPUT_SLOT, NULL },
    { "{{text}}", EXM_INPUT_SLOT, NULL },
    { "", EXM_INPUT_SLOT, "Write {text}" },
    { "Text:", EXM_INPUT_SLOT, "Write {text}" },
    { "{Text}", EXM_INPUT_SLOT, "Write {text}" },
    { "{text", EXM_INPUT_SLOT, "Write {text}" },
    { "{text}{text}", EXM_INPUT_SLOT, "more than once" },
    { "Sentiment: {label}", EXM_OUTPUT_SLOT, NULL },
    { "Sentiment: {text}", EXM_OUTPUT_SLOT, "Write {label}" },
    { "{label} or {label}", EXM_OUTPUT_SLOT, "{label} stands here more than once" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      gboolean ok = exm_template_check (cases[i].template_, cases[i].slot, &error);

      if (cases[i].says == NULL)
        {
          g_assert_no_error (error);
          g_assert_true (ok);
          continue;
        }
      g_assert_false (ok);
      g_assert_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static void
test_fill_and_match (void)
{
  static const struct
  {
    const char *template_;
    const char *value;
    const char *filled;
  } cases[] = {
    { "{text}", "hello", "hello" },
    { "Text: {text}", "hello", "Text: hello" },
    { "Text: {text}", "", "Text: " },
    { "«{text}»\n", "grüße {text}", "«grüße {text}»\n" },
    { "{text}!", "!", "!!" },
    { "100%s {text} %n", "%d", "100%s %d %n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *filled = exm_template_fill (cases[i].template_, EXM_INPUT_SLOT,
                                                   cases[i].value);
      gsize            start = 99;
      gsize            length = 99;

      g_assert_cmpstr (filled, ==, cases[i].filled);
      g_assert_true (exm_template_match (cases[i].template_, EXM_INPUT_SLOT, filled,
                                         strlen (filled), &start, &length));
      g_assert_cmpmem (filled + start, length, cases[i].value, strlen (cases[i].value));
    }
}

static void
test_no_match (void)
{
  static const struct
  {
    const char *template_;
    const char *text;
  } cases[] = {
    { "Text: {text}", "Text:hello" },
    { "Text: {text}", "text: hello" },
    { "Text: {text}", "Text" },
    { "ab{text}bc", "abc" }, /* head and tail may not share a byte */
    { "{text}.", "hello" },
    { "no slot", "no slot" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize start;
      gsize length;

      g_assert_false (exm_template_match (cases[i].template_, EXM_INPUT_SLOT, cases[i].text,
                                          strlen (cases[i].text), &start, &length));
    }
}

/* A value may be typed before its template is valid: nothing is lost. */
static void
test_fill_invalid (void)
{
  g_autofree char *filled = exm_template_fill ("Text:", EXM_INPUT_SLOT, "hello");

  g_assert_cmpstr (filled, ==, "hello");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/task/new", test_new);
  g_test_add_func ("/core/task/check", test_check);
  g_test_add_func ("/core/task/fill-and-match", test_fill_and_match);
  g_test_add_func ("/core/task/no-match", test_no_match);
  g_test_add_func ("/core/task/fill-invalid", test_fill_invalid);
  return g_test_run ();
}
