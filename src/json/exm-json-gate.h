/* exm-json-gate.h - JSON from outside as a json-glib tree, and quiet accessors
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "exm-json-error.h"

G_BEGIN_DECLS

/* json-glib 1.6.6 crashes on deep nesting, cuts strings at \u0000, drops duplicate
 * keys, wraps integers and takes much that is not JSON. Nothing from outside may
 * reach it except through exm_json_parse(). Its accessors warn, or crash, on a value
 * of another type than asked; those below answer "absent" instead, so a server's
 * odd answer needs no check before each step. All are safe with NULL. */

/**
 * exm_json_parse:
 * @data: JSON text
 * @len: its length in bytes, -1 when it is terminated
 * @error: %EXM_JSON_ERROR, the code saying what is wrong
 *
 * Returns: (transfer full): the value, never %NULL without @error; free with
 *   json_node_unref() or g_autoptr(JsonNode)
 */
JsonNode *exm_json_parse (const char *data,
                          gssize      len,
                          GError    **error);

/**
 * exm_json_parse_object:
 *
 * exm_json_parse() for the usual case of an object; anything else is
 * %EXM_JSON_ERROR_TYPE.
 *
 * Returns: (transfer full): the object; free with json_object_unref()
 */
JsonObject *exm_json_parse_object (const char *data,
                                   gssize      len,
                                   GError    **error);

/* One value. @node may be NULL. Absent = NULL or FALSE. All pointers are borrowed. */

/** exm_json_node_object: Returns: (transfer none) (nullable): the object that @node holds. */
JsonObject *exm_json_node_object (JsonNode *node);

/** exm_json_node_array: Returns: (transfer none) (nullable): the array that @node holds. */
JsonArray *exm_json_node_array (JsonNode *node);

/** exm_json_node_string: Returns: (transfer none) (nullable): the string that @node holds. */
const char *exm_json_node_string (JsonNode *node);

/**
 * exm_json_node_int64:
 * @value: (out): unchanged when absent
 *
 * An integer: a JSON integer, a fraction that is whole, or a string of decimal
 * digits (Google's JSON writes 64-bit integers as strings:
 * https://protobuf.dev/programming-guides/json/).
 *
 * Returns: whether there is one within gint64
 */
gboolean exm_json_node_int64 (JsonNode *node,
                              gint64   *value);

/**
 * exm_json_node_double:
 * @value: (out): unchanged when absent
 *
 * A number, or a string that is one (as for integers); never infinite or NaN.
 *
 * Returns: whether there is one
 */
gboolean exm_json_node_double (JsonNode *node,
                               double   *value);

/** exm_json_node_bool: Returns: whether @node is true or false, then in @value. */
gboolean exm_json_node_bool (JsonNode *node,
                             gboolean *value);

/* A member of an object by name. @object may be NULL. */

JsonNode   *exm_json_get_node (JsonObject *object,
                               const char *name);
JsonObject *exm_json_get_object (JsonObject *object,
                                 const char *name);
JsonArray  *exm_json_get_array (JsonObject *object,
                                const char *name);
const char *exm_json_get_string (JsonObject *object,
                                 const char *name);
gboolean    exm_json_get_int64 (JsonObject *object,
                                const char *name,
                                gint64     *value);
gboolean    exm_json_get_double (JsonObject *object,
                                 const char *name,
                                 double     *value);
gboolean    exm_json_get_bool (JsonObject *object,
                               const char *name,
                               gboolean   *value);

/**
 * exm_json_get_path:
 * @object: (nullable): where to start
 * @...: member names, each inside the one before, ended by %NULL
 *
 * Returns: (transfer none) (nullable): the value at the end of the way
 */
JsonNode *exm_json_get_path (JsonObject *object,
                             ...) G_GNUC_NULL_TERMINATED;

/* Items of an array. @array may be NULL, @index may be beyond its end. */

/** exm_json_array_size: Returns: number of items, 0 for NULL. */
guint       exm_json_array_size (JsonArray *array);
JsonNode   *exm_json_array_node (JsonArray *array,
                                 guint      index);
JsonObject *exm_json_array_object (JsonArray *array,
                                   guint      index);
const char *exm_json_array_string (JsonArray *array,
                                   guint      index);

G_END_DECLS
