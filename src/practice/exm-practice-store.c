/* exm-practice-store.c - the service's memory: documents in a folder
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "exm-json-gate.h"
#include "exm-json-write.h"

struct _ExmPracticeStore
{
  char       *dir;
  int         lock_fd;
  GHashTable *kinds; /* kind to (id to JsonObject) */
};

static GHashTable *
kind_table (ExmPracticeStore *self, const char *kind)
{
  GHashTable *table = g_hash_table_lookup (self->kinds, kind);

  if (table == NULL)
    {
      table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                     (GDestroyNotify)json_object_unref);
      g_hash_table_insert (self->kinds, g_strdup (kind), table);
    }
  return table;
}

static void
load_document (ExmPracticeStore *self, const char *kind, const char *path, const char *file)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *document = NULL;
  gsize       size;

  if (g_file_get_contents (path, &text, &size, &error))
    document = exm_json_parse_object (text, (gssize)size, &error);
  if (document == NULL)
    {
      g_warning ("%s is left out: %s", path, error->message);
      return;
    }
  g_hash_table_insert (kind_table (self, kind), g_strndup (file, strlen (file) - strlen (".json")),
                       document);
}

static void
load_kind (ExmPracticeStore *self, const char *kind)
{
  g_autofree char *folder = g_build_filename (self->dir, kind, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;

  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, file, NULL);

      if (g_str_has_suffix (file, ".json"))
        load_document (self, kind, path, file);
    }
}

/* One service a folder: held as long as the process lives, whatever kills it. */
static gboolean
take_folder (ExmPracticeStore *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, "lock", NULL);

  self->lock_fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->lock_fd < 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                   _ ("The folder %s cannot be used: %s"), self->dir, g_strerror (errno));
      return FALSE;
    }
  if (flock (self->lock_fd, LOCK_EX | LOCK_NB) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                   _ ("Another practice service uses the folder %s"), self->dir);
      return FALSE;
    }
  return TRUE;
}

ExmPracticeStore *
_exm_practice_store_new (const char *dir, GError **error)
{
  static const char *const kinds[] = { "account", "buckets", "objects", "uploads", "jobs", "curves", "models", "endpoints",
                                       "operations", "oauth-access", "oauth-refresh", "oauth-codes", "oauth-keys" };
  ExmPracticeStore        *self;

  if (g_mkdir_with_parents (dir, 0700) != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                   _ ("The folder %s cannot be made: %s"), dir, g_strerror (errno));
      return NULL;
    }
  self = g_new0 (ExmPracticeStore, 1);
  self->dir = g_strdup (dir);
  self->kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify)g_hash_table_unref);
  if (!take_folder (self, error))
    {
      _exm_practice_store_free (self);
      return NULL;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    load_kind (self, kinds[i]);
  return self;
}

void
_exm_practice_store_free (ExmPracticeStore *self)
{
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_hash_table_unref (self->kinds);
  g_free (self->dir);
  g_free (self);
}

char *
_exm_practice_store_path (ExmPracticeStore *self, const char *kind, const char *id)
{
  g_autofree char *folder = g_build_filename (self->dir, kind, NULL);

  g_mkdir_with_parents (folder, 0700);
  return g_build_filename (folder, id, NULL);
}

static char *
document_path (ExmPracticeStore *self, const char *kind, const char *id)
{
  g_autofree char *file = g_strconcat (id, ".json", NULL);

  return _exm_practice_store_path (self, kind, file);
}

JsonObject *
_exm_practice_store_get (ExmPracticeStore *self, const char *kind, const char *id)
{
  return g_hash_table_lookup (kind_table (self, kind), id);
}

gboolean
_exm_practice_store_put (ExmPracticeStore *self,
                         const char       *kind,
                         const char       *id,
                         JsonObject       *document)
{
  g_autofree char *path = document_path (self, kind, id);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GError) error = NULL;

  json_node_set_object (node, document);
  exm_json_append_node (text, node);
  if (!g_file_set_contents_full (path, text->str, (gssize)text->len,
                                 G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    {
      g_warning ("%s: %s", path, error->message);
      return FALSE;
    }
  if (_exm_practice_store_get (self, kind, id) != document)
    g_hash_table_insert (kind_table (self, kind), g_strdup (id), json_object_ref (document));
  return TRUE;
}

void
_exm_practice_store_remove (ExmPracticeStore *self, const char *kind, const char *id)
{
  g_autofree char *path = document_path (self, kind, id);

  g_unlink (path);
  g_hash_table_remove (kind_table (self, kind), id);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
_exm_practice_store_list (ExmPracticeStore *self, const char *kind)
{
  GHashTable             *table = kind_table (self, kind);
  g_autofree const char **ids = (const char **)g_hash_table_get_keys_as_array (table, NULL);
  const guint             n = g_hash_table_size (table);
  GPtrArray              *list = g_ptr_array_new ();

  qsort (ids, n, sizeof *ids, compare_ids);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (list, g_hash_table_lookup (table, ids[i]));
  return list;
}
