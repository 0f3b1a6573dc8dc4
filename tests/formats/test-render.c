/* test-render.c - lines in, the same values out; edits in their place
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "exm-render.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "exm-import.h"
#include "exm-json-gate.h"

#define MODEL(text) "{\"role\":\"model\",\"parts\":[{\"text\":\"" text "\"}]}"
#define USER(text) "{\"role\":\"user\",\"parts\":[{\"text\":\"" text "\"}]}"

static ExmTask *
task (void)
{
  ExmTask *self = exm_task_new ();

  g_free (self->system_instruction);
  self->system_instruction = g_strdup ("Be \"kind\".");
  g_free (self->input_template);
  self->input_template = g_strdup ("Text: {text}");
  g_free (self->output_template);
  self->output_template = g_strdup ("Sentiment: {label}");
  return self;
}

static ExmExample *
read_line (const char *line,
           char      **label)
{
  g_autoptr (GBytes) bytes = g_bytes_new (line, strlen (line));
  g_autoptr (ExmTask) of = task ();
  g_autofree char *message = NULL;
  ExmReason        reason;
  ExmExample      *example = exm_import_line (bytes, of, TRUE, label, &reason, &message);

  if (example == NULL)
    g_test_message ("%s: %s", line, message);
  g_assert_nonnull (example);
  return example;
}

static void
assert_same_json (const char *a,
                  const char *b)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) left = exm_json_parse (a, -1, &error);
  g_autoptr (JsonNode) right = exm_json_parse (b, -1, &error);

  g_assert_no_error (error);
  if (!json_node_equal (left, right))
    g_test_message ("%s\n%s", a, b);
  g_assert_true (json_node_equal (left, right));
}

/* Untouched lines of the dialects that we write come out as they went in. */
static void
test_same (void)
{
  static const struct
  {
    ExmDialect  dialect;
    const char *line;
  } lines[] = {
    { EXM_DIALECT_CONTENTS, "{\"contents\":[" USER ("Text: a") "," MODEL ("Sentiment: b") "]}" },
    { EXM_DIALECT_CONTENTS, "{\"systemInstruction\":{\"parts\":[{\"text\":\"Be \\\"kind\\\".\"}]},\"contents\":[" USER ("Text: a") "," MODEL ("Sentiment: b") "]}" },
    { EXM_DIALECT_CONTENTS, "{\"system_instruction\":{\"role\":\"x\",\"parts\":[{\"text\":\"Be \\\"kind\\\".\"}]},\"contents\":[" USER ("whole") "," MODEL ("free\\ntext") "]}" },
    { EXM_DIALECT_CONTENTS, "{\"contents\":[" USER ("Text: 1") "," MODEL ("2") "," USER ("Text: 3") "," MODEL ("Sentiment: 4") "],\"id\":18,\"x\":[1.10,1e2,null]}" },
    { EXM_DIALECT_CONTENTS, "{\"contents\":[" USER ("Text: 1") "," MODEL ("2") "," USER ("Text: 3") "," MODEL ("Sentiment: 4") "]}" },
    { EXM_DIALECT_CONTENTS, "{\"contents\":[" USER ("w?") ",{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":{\"a\":1}}}]},{\"parts\":[{\"functionResponse\":{\"name\":\"f\",\"response\":{}}}]}," MODEL ("Sentiment: ok") "],\"tools\":[{}]}" },
    { EXM_DIALECT_CONTENTS, "{\"contents\":[" USER ("w?") ",{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":{\"a\":1}}}]}]}" },
    { EXM_DIALECT_CONTENTS, "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Text: a\"},{\"text\":\"b\"}]}," MODEL ("Sentiment: c") "],\"generationConfig\":{\"mediaResolution\":\"MEDIA_RESOLUTION_LOW\"}}" },
    { EXM_DIALECT_CONTENTS, "{\"systemInstruction\":{\"parts\":[{\"text\":\"\"}]},\"contents\":[{\"parts\":[{\"text\":\"Text: a\"}]}," MODEL ("Sentiment:  x ") "]}" },
    { EXM_DIALECT_MESSAGES, "{ \"messages\" : [ {\"content\":\"Text: a\",\"role\":\"user\"}, {\"role\":\"model\",\"content\":\"Sentiment: b\"} ] }" },
    { EXM_DIALECT_MESSAGES, "{\"messages\":[{\"role\":\"system\",\"content\":\"Other\"},{\"role\":\"user\",\"content\":\"Text: a\"},{\"role\":\"model\",\"content\":\"Sentiment: \"}]}" },
    { EXM_DIALECT_OPENAI, "{\"messages\":[{\"role\":\"developer\",\"content\":\"Be \\\"kind\\\".\"},{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Text: a\"}]},{\"role\":\"assistant\",\"content\":\"Sentiment: b\",\"weight\":0}],\"tools\":[]}" },
    { EXM_DIALECT_OPENAI, "{\"messages\":[{\"role\":\"user\",\"content\":\"Text: a\"},{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\"}]},{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"5\"},{\"role\":\"assistant\",\"content\":\"Sentiment: b\"}]}" },
  };
  g_autoptr (ExmTask) of = task ();

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *label = NULL;
      g_autoptr (ExmExample) example = read_line (lines[i].line, &label);
      g_autofree char *out = exm_render_line (lines[i].dialect, of, example, label);

      assert_same_json (out, lines[i].line);
      if (example->raw != NULL)
        g_assert_cmpstr (out, ==, lines[i].line); /* byte for byte */
    }
}

/* Edits of a kept line: input, output, system, the rest stays. */
static void
test_patched (void)
{
  static const struct
  {
    const char *line;
    ExmDialect  dialect;
    const char *input;  /* NULL = as it is */
    const char *label;  /* NULL = as it is, "" = none */
    const char *system; /* NULL = as it is, "" = none, "task" = the task's */
    const char *expected;
  } edits[] = {
    { "{\"id\":1,\"contents\":[" USER ("Text: a") "," MODEL ("Sentiment: b") "]}", EXM_DIALECT_CONTENTS, "n\"w", "c", NULL,
      "{\"id\":1,\"contents\":[" USER ("Text: n\\\"w") "," MODEL ("Sentiment: c") "]}" },
    { "{\"id\":1,\"contents\":[" USER ("Text: a") "," MODEL ("Sentiment: b") "]}", EXM_DIALECT_CONTENTS, NULL, NULL, "New",
      "{\"systemInstruction\":{\"parts\":[{\"text\":\"New\"}]},\"id\":1,\"contents\":[" USER ("Text: a") "," MODEL ("Sentiment: b") "]}" },
    { "{\"id\":1, \"systemInstruction\":{\"parts\":[{\"text\":\"S\"}]} , \"contents\":[" USER ("Text: a") "," MODEL ("Sentiment: b") "]}", EXM_DIALECT_CONTENTS, NULL, NULL, "",
      "{\"id\":1,\"contents\":[" USER ("Text: a") "," MODEL ("Sentiment: b") "]}" },
    { "{\"id\":1,\"contents\":[" USER ("Text: a") "," MODEL ("Sentiment: b") "],\"systemInstruction\":{\"parts\":[{\"text\":\"S\"},{\"text\":\"T\"}]}}", EXM_DIALECT_CONTENTS, NULL, NULL, "task",
      "{\"id\":1,\"contents\":[" USER ("Text: a") "," MODEL ("Sentiment: b") "],\"systemInstruction\":{\"parts\":[{\"text\":\"Be \\\"kind\\\".\"}]}}" },
    { "{\"id\":1,\"contents\":[" USER ("Text: a") "," MODEL ("Sentiment: b") "],\"systemInstruction\":{\"parts\":[{\"text\":\"S\"}]}}", EXM_DIALECT_CONTENTS, NULL, NULL, "",
      "{\"id\":1,\"contents\":[" USER ("Text: a") "," MODEL ("Sentiment: b") "]}" },
    { "{\"id\":1,\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Text: a\"},{\"fileData\":{\"fileUri\":\"gs://x\"}},{\"text\":\"b\"}]}," MODEL ("Sentiment: b") "]}", EXM_DIALECT_CONTENTS, "z", NULL, NULL,
      "{\"id\":1,\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Text: z\"},{\"fileData\":{\"fileUri\":\"gs://x\"}}]}," MODEL ("Sentiment: b") "]}" },
    { "{\"id\":1,\"contents\":[" USER ("Text: a") "]}", EXM_DIALECT_CONTENTS, NULL, "c", NULL,
      "{\"id\":1,\"contents\":[" USER ("Text: a") "," MODEL ("Sentiment: c") "]}" },
    { "{\"id\":1,\"contents\":[" USER ("Text: a") ", " MODEL ("Sentiment: b") " ]}", EXM_DIALECT_CONTENTS, NULL, "", NULL,
      "{\"id\":1,\"contents\":[" USER ("Text: a") "]}" },
    { "{\"contents\":[" USER ("Text: a") ",{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"name\":\"f\"}}]}]}", EXM_DIALECT_CONTENTS, NULL, "c", NULL,
      "{\"contents\":[" USER ("Text: a") "," MODEL ("Sentiment: c") "]}" },
    { "{\"id\":1,\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"Text: a\"},{\"role\":\"assistant\",\"content\":\"Sentiment: b\"}]}", EXM_DIALECT_OPENAI, NULL, NULL, "",
      "{\"id\":1,\"messages\":[{\"role\":\"user\",\"content\":\"Text: a\"},{\"role\":\"assistant\",\"content\":\"Sentiment: b\"}]}" },
    { "{\"id\":1,\"messages\":[{\"role\":\"user\",\"content\":\"Text: a\"},{\"role\":\"model\",\"content\":\"Sentiment: b\"}]}", EXM_DIALECT_MESSAGES, NULL, "c", "New",
      "{\"id\":1,\"messages\":[{\"role\":\"system\",\"content\":\"New\"},{\"role\":\"user\",\"content\":\"Text: a\"},{\"role\":\"model\",\"content\":\"Sentiment: c\"}]}" },
  };
  g_autoptr (ExmTask) of = task ();

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autofree char *label = NULL;
      g_autoptr (ExmExample) example = read_line (edits[i].line, &label);
      g_autofree char *out = NULL;

      g_assert_nonnull (example->raw);
      if (edits[i].input != NULL)
        {
          g_free (example->input);
          example->input = g_strdup (edits[i].input);
          example->input_verbatim = FALSE;
        }
      if (edits[i].label != NULL)
        {
          g_free (label);
          label = *edits[i].label != '\0' ? g_strdup (edits[i].label) : NULL;
          g_clear_pointer (&example->output, g_free);
        }
      if (edits[i].system != NULL)
        {
          example->has_system = strcmp (edits[i].system, "task") != 0;
          g_free (example->system);
          example->system = *edits[i].system != '\0' && example->has_system ? g_strdup (edits[i].system) : NULL;
        }
      g_test_message ("%s", edits[i].line);
      out = exm_render_line (edits[i].dialect, of, example, label);
      assert_same_json (out, edits[i].expected);
    }
}

/* From one dialect to another. */
static void
test_converted (void)
{
  static const char in[] = "{\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"1\"},{\"role\":\"assistant\",\"content\":\"2\"},{\"role\":\"user\",\"content\":\"Text: 3\"},{\"role\":\"assistant\",\"content\":\"Sentiment: 4\",\"weight\":1}]}";
  static const char rich[] = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"fileData\":{\"fileUri\":\"gs://x\"}},{\"text\":\"a\"}]}," MODEL ("b") "]}";
  g_autoptr (ExmTask) of = task ();
  g_autofree char *label = NULL;
  g_autoptr (ExmExample) example = read_line (in, &label);
  g_autofree char *gemini = exm_render_line (EXM_DIALECT_CONTENTS, of, example, label);
  g_autofree char *legacy = exm_render_line (EXM_DIALECT_MESSAGES, of, example, label);
  g_autofree char *rich_label = NULL;
  g_autoptr (ExmExample) picture = read_line (rich, &rich_label);
  g_autoptr (ExmRenderer) renderer = exm_renderer_new (EXM_DIALECT_OPENAI, of, FALSE);
  g_autoptr (GString) out = g_string_new (NULL);

  g_assert_cmpstr (gemini, ==, "{\"systemInstruction\":{\"parts\":[{\"text\":\"S\"}]},\"contents\":[" USER ("1") "," MODEL ("2") "," USER ("Text: 3") "," MODEL ("Sentiment: 4") "]}");
  g_assert_cmpstr (legacy, ==, "{\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"1\"},{\"role\":\"model\",\"content\":\"2\"},{\"role\":\"user\",\"content\":\"Text: 3\"},{\"role\":\"model\",\"content\":\"Sentiment: 4\"}]}");
  g_assert_cmpint (exm_renderer_append (renderer, picture, rich_label, out), ==, EXM_RENDER_CANNOT);
  g_assert_cmpuint (out->len, ==, 0);
}

static void
test_not_ready (void)
{
  g_autoptr (ExmTask) of = task ();
  g_autoptr (ExmRenderer) renderer = exm_renderer_new (EXM_DIALECT_CONTENTS, of, FALSE);
  g_autoptr (ExmExample) example = exm_example_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *preview = NULL;

  g_free (example->input);
  example->input = g_strdup ("  ");
  g_assert_cmpint (exm_renderer_append (renderer, example, "x", out), ==, EXM_RENDER_EMPTY);
  g_free (example->input);
  example->input = g_strdup ("a");
  g_assert_cmpint (exm_renderer_append (renderer, example, NULL, out), ==, EXM_RENDER_UNLABELLED);
  g_assert_cmpuint (out->len, ==, 0);
  preview = exm_render_line (EXM_DIALECT_CONTENTS, of, example, NULL);
  g_assert_cmpstr (preview, ==, "{\"systemInstruction\":{\"parts\":[{\"text\":\"Be \\\"kind\\\".\"}]},\"contents\":[" USER ("Text: a") "]}");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/formats/render/same", test_same);
  g_test_add_func ("/formats/render/patched", test_patched);
  g_test_add_func ("/formats/render/converted", test_converted);
  g_test_add_func ("/formats/render/not-ready", test_not_ready);

  return g_test_run ();
}
