/* fuzz-json.c - the scanner alone, and json-glib behind it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "fuzz.h"

#include "exm-json-gate.h"
#include "exm-json-scan.h"
#include "exm-json-write.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) again = NULL;
  g_autofree char *text = NULL;
  gboolean         valid = exm_json_validate (NULL, (const char *)data, size, NULL);

  node = exm_json_parse ((const char *)data, (gssize)size, &error);
  /* What the scanner takes, json-glib takes; and what we write of it, both. */
  g_assert_true (valid == (node != NULL));
  if (node == NULL)
    {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  text = exm_json_to_text (node, 0);
  again = exm_json_parse (text, -1, &error);
  g_assert_no_error (error);
  g_assert_true (json_node_equal (node, again));
  return 0;
}
