/* storage-client.c - one call of ours to Cloud Storage, for somebody else's server
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <locale.h>
#include <stdio.h>

#include "exm-storage-browse.h"
#include "exm-upload.h"

#define BUCKET "exemplar-conformance"

static gboolean
upload (ExmGoogle  *google,
        const char *path,
        const char *name,
        GError    **error)
{
  g_autoptr (ExmUpload) what = exm_upload_new (path, BUCKET, name);
  g_autoptr (ExmStoredObject) stored = exm_upload_run (google, what, NULL, error);

  if (stored != NULL)
    printf ("%" G_GINT64_FORMAT " %u\n", stored->size, stored->crc32c);
  return stored != NULL;
}

static gboolean
list (ExmGoogle  *google,
      const char *prefix,
      GError    **error)
{
  g_autoptr (GPtrArray) objects = exm_storage_list_objects (google, BUCKET, prefix, NULL, error);

  for (guint i = 0; objects != NULL && i < objects->len; i++)
    printf ("%s\n", ((ExmStoredObject *)g_ptr_array_index (objects, i))->name);
  return objects != NULL;
}

static gboolean
download (ExmGoogle  *google,
          const char *name,
          const char *path,
          GError    **error)
{
  g_autoptr (ExmStoredObject) object = exm_storage_get_object (google, BUCKET, name, NULL, error);

  return object != NULL && exm_storage_download (google, object, path, NULL, NULL, NULL, error);
}

static gboolean delete (ExmGoogle  *google,
                        const char *name,
                        GError    **error)
{
  g_autoptr (ExmStoredObject) object = exm_storage_get_object (google, BUCKET, name, NULL, error);

  return object != NULL && exm_storage_delete_object (google, BUCKET, name, object->generation, NULL, error);
}

/* storage-client ORIGIN upload PATH NAME | list PREFIX | download NAME PATH | delete NAME */
int
main (int   argc,
      char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmGoogle) google = argc > 3 ? exm_google_new_practice (argv[1], "practice-conformance", &error) : NULL;
  gboolean done = FALSE;

  setlocale (LC_ALL, "C.UTF-8");
  if (google != NULL && g_str_equal (argv[2], "upload") && argc == 5)
    done = upload (google, argv[3], argv[4], &error);
  else if (google != NULL && g_str_equal (argv[2], "list"))
    done = list (google, argv[3], &error);
  else if (google != NULL && g_str_equal (argv[2], "download") && argc == 5)
    done = download (google, argv[3], argv[4], &error);
  else if (google != NULL && g_str_equal (argv[2], "delete"))
    done = delete (google, argv[3], &error);
  if (error != NULL)
    printf ("%s\n", error->message);
  return done ? 0 : 1;
}
