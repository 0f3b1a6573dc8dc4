/* bench-data.c - made-up posts, the same ones in each run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "bench-data.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

static const char *const words[] = {
  "morning", "coffee", "traffic", "wonderful", "terrible", "friends", "weekend", "rain", "sunshine", "finally",
  "project", "finished", "excited", "about", "the", "new", "recipe", "tonight", "garden", "music",
  "feeling", "grateful", "little", "things", "life", "never", "again", "why", "always", "laughing",
  "mountains", "train", "late", "boss", "holiday", "dream", "quiet", "night", "stars", "memories"
};
static const char *const special[] = { "caf\xc3\xa9", "\xf0\x9f\x98\x80", "\xf0\x9f\x92\xaa", "na\xc3\xafve", "\xe6\x97\xa5\xe6\x9c\xac", "\xe2\x80\x94" };

static guint32
next_random (guint32 *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

static void
make_post (GString *post,
           guint32 *state,
           guint    row,
           guint    text_bytes)
{
  gsize    wanted = text_bytes / 2 + next_random (state) % text_bytes;
  gboolean accents = next_random (state) % 3 == 0;

  g_string_printf (post, "%s %u", words[next_random (state) % G_N_ELEMENTS (words)], row);
  while (post->len < wanted)
    {
      guint32 kind = next_random (state) % 40;

      if (kind == 0)
        g_string_append (post, " \"quoted\"");
      else if (kind == 1)
        g_string_append_printf (post, " https://example.org/%u", next_random (state) % 1000);
      else if (kind == 2 && accents)
        g_string_append (post, "\n");
      else if (kind < 6 && accents)
        g_string_append_printf (post, " %s", special[next_random (state) % G_N_ELEMENTS (special)]);
      else
        g_string_append_printf (post, " %s", words[next_random (state) % G_N_ELEMENTS (words)]);
    }
}

static void
put_json (FILE       *out,
          const char *text,
          gboolean    escape)
{
  for (const char *p = text; *p != '\0';)
    {
      gunichar    c = g_utf8_get_char (p);
      const char *next = g_utf8_next_char (p);

      if (c == '"' || c == '\\')
        fprintf (out, "\\%c", (char)c);
      else if (c == '\n')
        fputs ("\\n", out);
      else if (c >= 0x10000 && escape)
        fprintf (out, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + ((c - 0x10000) & 0x3ff));
      else if (c >= 0x80 && escape)
        fprintf (out, "\\u%04x", c);
      else
        fwrite (p, 1, (gsize)(next - p), out);
      p = next;
    }
}

static void
put_csv (FILE       *out,
         const char *text)
{
  putc ('"', out);
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        putc ('"', out);
      putc (*p, out);
    }
  putc ('"', out);
}

void
bench_data_write (const char *path,
                  const char *dialect,
                  guint       rows,
                  guint       text_bytes)
{
  static const char system[] = "Perform sentiment analysis based on the provided text. Answer with one word that names the feeling.";
  g_autoptr (GString) post = g_string_new (NULL);
  guint32 state = 2463534242u;
  FILE   *out = g_fopen (path, "w");

  g_assert_nonnull (out);
  if (g_str_equal (dialect, "csv"))
    fputs ("text,label\n", out);
  for (guint i = 0; i < rows; i++)
    {
      guint    label = next_random (&state) % 2 == 0 ? next_random (&state) % 3 : next_random (&state) % 154;
      gboolean escape = next_random (&state) % 20 == 0;

      make_post (post, &state, i, text_bytes);
      if (g_str_equal (dialect, "csv"))
        {
          put_csv (out, post->str);
          fprintf (out, ",Feeling%u\n", label);
        }
      else if (g_str_equal (dialect, "messages"))
        {
          fprintf (out, "{\"messages\":[{\"role\":\"system\",\"content\":\"%s\"},{\"role\":\"user\",\"content\":\"Text: ", system);
          put_json (out, post->str, escape);
          fprintf (out, "\"},{\"role\":\"model\",\"content\":\"Sentiment: Feeling%u\"}]}\n", label);
        }
      else
        {
          fprintf (out, "{\"systemInstruction\":{\"parts\":[{\"text\":\"%s\"}]},\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Text: ", system);
          put_json (out, post->str, escape);
          fprintf (out, "\"}]},{\"role\":\"model\",\"parts\":[{\"text\":\"Sentiment: Feeling%u\"}]}]}\n", label);
        }
    }
  if (fclose (out) != 0)
    g_error ("cannot write %s", path);
}
