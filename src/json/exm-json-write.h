/* exm-json-write.h - JSON text that is always valid
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* json-glib 1.6.6 writes some doubles as invalid JSON (1e+17.0, inf.0); all JSON
 * that leaves the program is written here instead. No white space unless asked for,
 * members in the order given, the locale plays no part.
 *
 * Strings: UTF-8 stays as it is; only the quote, the backslash and the control
 * characters below U+0020 are escaped. A byte that is not UTF-8 becomes U+FFFD:
 * the text is valid in any case. */

/** exm_json_append_string: appends a string with its quotes; @len -1 when terminated. */
void exm_json_append_string (GString    *out,
                             const char *text,
                             gssize      len);

/** exm_json_append_escaped: the same without the quotes, to build a string of pieces. */
void exm_json_append_escaped (GString    *out,
                              const char *text,
                              gssize      len);

void exm_json_append_int64 (GString *out,
                            gint64   value);

/**
 * exm_json_append_double:
 *
 * Appends the shortest number that reads back as @value, with a fraction or an
 * exponent so that it stays a double; null for infinities and NaN, which JSON
 * does not have.
 */
void exm_json_append_double (GString *out,
                             double   value);

/**
 * exm_json_append_node:
 * @node: (nullable): a value; %NULL writes null
 */
void exm_json_append_node (GString  *out,
                           JsonNode *node);

/**
 * exm_json_to_text:
 * @node: (nullable): a value
 * @indent: spaces for each level, 0 for one line
 *
 * Returns: (transfer full): @node as JSON text
 */
char *exm_json_to_text (JsonNode *node,
                        guint     indent);

/**
 * ExmJsonWriter:
 *
 * Writes a document member by member without a tree: puts the commas. Lives on the
 * stack; all fields are private. A name is given for members of an object, %NULL
 * for items of an array and for the document itself.
 *
 *   exm_json_writer_init (&w, out, 0);
 *   exm_json_writer_begin_object (&w, NULL);
 *   exm_json_writer_string (&w, "displayName", name);
 *   exm_json_writer_begin_array (&w, "rows");
 *   …
 *   exm_json_writer_end (&w);
 *   exm_json_writer_end (&w);
 */
typedef struct
{
  /*< private >*/
  GString *out;
  guint    indent;
  guint    depth;
  guint64  is_array;
  guint64  has_items;
} ExmJsonWriter;

/**
 * exm_json_writer_init:
 * @out: (transfer none): where the text is appended
 * @indent: spaces for each level, 0 for one line
 */
void exm_json_writer_init (ExmJsonWriter *writer,
                           GString       *out,
                           guint          indent);
void exm_json_writer_begin_object (ExmJsonWriter *writer,
                                   const char    *name);
void exm_json_writer_begin_array (ExmJsonWriter *writer,
                                  const char    *name);

/** exm_json_writer_end: closes the innermost object or array. */
void exm_json_writer_end (ExmJsonWriter *writer);

/** exm_json_writer_string: @value %NULL writes null. */
void exm_json_writer_string (ExmJsonWriter *writer,
                             const char    *name,
                             const char    *value);
void exm_json_writer_int64 (ExmJsonWriter *writer,
                            const char    *name,
                            gint64         value);
void exm_json_writer_double (ExmJsonWriter *writer,
                             const char    *name,
                             double         value);
void exm_json_writer_bool (ExmJsonWriter *writer,
                           const char    *name,
                           gboolean       value);
void exm_json_writer_null (ExmJsonWriter *writer,
                           const char    *name);
void exm_json_writer_node (ExmJsonWriter *writer,
                           const char    *name,
                           JsonNode      *node);

/** exm_json_writer_raw: @json is trusted to be one valid JSON value. */
void exm_json_writer_raw (ExmJsonWriter *writer,
                          const char    *name,
                          const char    *json,
                          gssize         len);

G_END_DECLS
