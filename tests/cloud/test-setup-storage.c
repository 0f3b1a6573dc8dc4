/* test-setup-storage.c - folders, files and fetching them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "exm-crc32c.h"
#include "exm-practice.h"
#include "exm-storage-browse.h"
#include "exm-upload.h"
#include "setup-script.h"

/* --- names ------------------------------------------------------------------------ */

static void
test_names (void)
{
  static const struct
  {
    const char *name;
    const char *parent;
    const char *base;
  } cases[] = {
    { "", "", "" },
    { "a/", "", "a" },
    { "a/b/", "a/", "b" },
    { "a/b.jsonl", "a/", "b.jsonl" },
    { "b.jsonl", "", "b.jsonl" },
    { "a//", "a/", "" },
    { "/", "", "" },
  };
  static const struct
  {
    const char *uri;
    const char *bucket; /* NULL: not one */
    const char *name;
  } uris[] = {
    { "gs://b/n", "b", "n" },
    { "gs://bucket-1/a b/ü%.jsonl", "bucket-1", "a b/ü%.jsonl" },
    { "gs://b/", NULL, NULL },
    { "gs://b", NULL, NULL },
    { "gs:///n", NULL, NULL },
    { "gs://b?x/n", NULL, NULL },
    { "gs://../n", NULL, NULL },
    { "gs://b/a\nb", NULL, NULL },
    { "s3://b/n", NULL, NULL },
    { "", NULL, NULL },
    { NULL, NULL, NULL },
  };
  static const char *const projects[] = { NULL, "", "practice-project", "example.com:posts", "a-project-id-as-long-as-they-get", "google-1" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *parent = exm_storage_dup_parent (cases[i].name);
      g_autofree char *base = exm_storage_dup_base_name (cases[i].name);

      g_assert_cmpstr (parent, ==, cases[i].parent);
      g_assert_cmpstr (base, ==, cases[i].base);
    }
  for (guint i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      g_autofree char *bucket = NULL;
      g_autofree char *name = NULL;

      g_test_message ("%s", uris[i].uri);
      g_assert_cmpint (exm_storage_split_uri (uris[i].uri, &bucket, &name), ==, uris[i].bucket != NULL);
      g_assert_cmpstr (bucket, ==, uris[i].bucket);
      g_assert_cmpstr (name, ==, uris[i].name);
    }
  for (guint i = 0; i < G_N_ELEMENTS (projects); i++)
    {
      g_autofree char *name = exm_storage_propose_bucket_name (projects[i]);

      g_assert_null (exm_storage_check_bucket_name (name));
      g_assert_nonnull (strstr (name, "-tuning-"));
    }
  g_assert_cmpstr (exm_storage_propose_location ("europe-west4"), ==, "EU");
  g_assert_cmpstr (exm_storage_propose_location ("us-central1"), ==, "US");
  g_assert_cmpstr (exm_storage_propose_location (NULL), ==, "US");
}

static void
test_training_file (void)
{
  static const struct
  {
    const char *name;
    const char *type;
    gint64      size;
    gboolean    good;
  } cases[] = {
    { "a.jsonl", "application/jsonl", 5, TRUE },
    { "a.jsonl", "application/json; charset=utf-8", 5, TRUE },
    { "a.jsonl", "application/octet-stream", 5, TRUE },
    { "a.jsonl", "text/plain", 5, TRUE },
    { "a.jsonl", "", 5, TRUE },
    { "a.jsonl", NULL, 5, TRUE },
    { "a.jsonl", "image/png", 5, FALSE },
    { "a.jsonl", "application/gzip", 5, FALSE },
    { "a.json", "application/json", 5, FALSE },
    { "jsonl", "application/jsonl", 5, FALSE },
    { "a.jsonl", "application/jsonl", 0, FALSE },
    { "a.jsonl", "application/jsonl", 101, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const ExmStoredObject object = { (char *)"b", (char *)cases[i].name, (char *)cases[i].type, 1, cases[i].size, 0, FALSE, 0 };

      g_test_message ("case %u", i);
      g_assert_cmpint (exm_storage_check_training_file (&object, 100) == NULL, ==, cases[i].good);
    }
}

/* --- folders ------------------------------------------------------------------------ */

#define OBJECT(name, size) "{\"bucket\":\"b\",\"name\":\"" name "\",\"size\":\"" size "\",\"generation\":\"7\"}"
#define LIST "/storage/v1/b/b/o?maxResults=1000&delimiter=%2F&prefix=a%2Fb%20c%2F"

static void
test_folder (void)
{
  static const Step steps[] = {
    { "GET", LIST, 200, "{\"prefixes\":[\"a/b c/z/\",\"a/b c/y/\"],\"items\":[" OBJECT ("a/b c/", "0") "," OBJECT ("a/b c/2.jsonl", "20") "],\"nextPageToken\":\"n=\"}", NULL },
    { "GET", LIST "&pageToken=n%3D", 200, "{\"prefixes\":[\"a/b c/z/\",\"elsewhere/\"],\"items\":[" OBJECT ("a/b c/1.jsonl", "10") ",{\"bad\":1}]}", NULL },
  };
  Script script;
  g_autoptr (ExmStorageFolder) folder = NULL;
  g_autoptr (ExmStorageFolder) copy = NULL;
  g_autoptr (GError) error = NULL;

  SCRIPT_START (&script, steps);
  folder = exm_storage_list_folder (script.google, "b", "a/b c/", NULL, &error);
  g_assert_no_error (error);
  copy = exm_storage_folder_copy (folder);
  g_assert_cmpuint (copy->folders->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (copy->folders, 0), ==, "a/b c/y/");
  g_assert_cmpstr (g_ptr_array_index (copy->folders, 1), ==, "a/b c/z/");
  g_assert_cmpuint (copy->objects->len, ==, 2);
  g_assert_cmpstr (((ExmStoredObject *)g_ptr_array_index (copy->objects, 0))->name, ==, "a/b c/1.jsonl");
  script_end (&script);
}

/* --- fetching ------------------------------------------------------------------------- */

#define PIECE (8 * 1024 * 1024)

/* A store of one object that can misbehave. */
typedef struct
{
  GByteArray *bytes;
  gboolean    no_ranges;
  gboolean    too_much;
  guint       n_503; /* for so many requests from the second on */
  guint       replaced_at;
  guint       slow_ms;
} Store;

static char *
raw_reply (guint         status,
           const guint8 *data,
           gsize         length,
           const char   *more)
{
  g_autoptr (GString) out = g_string_new (NULL);

  /* Bytes without a NUL: the fake server writes strings. */
  g_string_printf (out, "HTTP/1.1 %u X\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n", status, length + strlen (more));
  g_string_append_len (out, (const char *)data, (gssize)length);
  g_string_append (out, more);
  return g_strdup (out->str);
}

static char *
serve (FakeRequest *request,
       gpointer     user_data)
{
  Store      *store = user_data;
  const char *range = g_hash_table_lookup (request->headers, "range");
  guint64     from;
  guint64     to;
  char       *end;

  g_assert_cmpstr (request->target, ==, "/storage/v1/b/b/o/a%2Fx.jsonl?alt=media&generation=42");
  g_usleep (store->slow_ms * 1000);
  if (store->replaced_at != 0 && request->number >= store->replaced_at)
    return fake_reply (404, "", "{\"error\":{\"code\":404}}");
  if (request->number > 1 && store->n_503 > 0)
    {
      store->n_503--;
      return fake_reply (503, "", "");
    }
  if (store->no_ranges)
    return raw_reply (200, store->bytes->data, store->bytes->len, "");
  g_assert_true (g_str_has_prefix (range, "bytes="));
  from = g_ascii_strtoull (range + strlen ("bytes="), &end, 10);
  g_assert_cmpint (*end, ==, '-');
  to = g_ascii_strtoull (end + 1, &end, 10);
  g_assert_cmpint (*end, ==, '\0');
  g_assert_cmpuint (to - from, <, PIECE);
  g_assert_cmpuint (to, <, store->bytes->len);
  return raw_reply (206, store->bytes->data + from, to - from + 1, store->too_much ? "x" : "");
}

static void
fill (Store *store,
      gsize  size)
{
  store->bytes = g_byte_array_new ();
  g_byte_array_set_size (store->bytes, (guint)size);
  for (gsize i = 0; i < size; i++)
    store->bytes->data[i] = (guint8)('a' + i % 23);
}

static guint
count_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
progress (gint64   done,
          gint64   total,
          gpointer user_data)
{
  gint64 *last = user_data;

  g_assert_cmpint (done, >, *last);
  g_assert_cmpint (done, <=, total);
  *last = done;
}

static void
test_download (void)
{
  static const struct
  {
    gsize    size;
    Store    store;
    gboolean wrong_crc;
    gboolean no_crc;
    int      code; /* -1: fine */
    guint    n_requests;
  } cases[] = {
    { 0, { 0 }, FALSE, FALSE, -1, 0 },
    { 1, { 0 }, FALSE, FALSE, -1, 1 },
    { PIECE, { 0 }, FALSE, FALSE, -1, 1 },
    { PIECE + 1, { 0 }, FALSE, FALSE, -1, 2 },
    { 3 * PIECE - 5, { 0 }, FALSE, FALSE, -1, 3 },
    { 3 * PIECE - 5, { .n_503 = 2 }, FALSE, FALSE, -1, 5 },
    { 100, { .no_ranges = TRUE }, FALSE, FALSE, -1, 1 },
    { PIECE + 1, { .no_ranges = TRUE }, FALSE, FALSE, EXM_CLOUD_ERROR_BAD_REPLY, 1 },
    { 100, { .too_much = TRUE }, FALSE, FALSE, EXM_CLOUD_ERROR_BAD_REPLY, 1 },
    { 2 * PIECE, { .replaced_at = 2 }, FALSE, FALSE, EXM_CLOUD_ERROR_NOT_FOUND, 2 },
    { 100, { 0 }, TRUE, FALSE, EXM_CLOUD_ERROR_CHECKSUM, 1 },
    { 100, { 0 }, TRUE, TRUE, -1, 1 },
  };
  g_autofree char *dir = g_dir_make_tmp ("exm-download-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "x.jsonl", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      static const ExmHttpPace quick = { 4, 1, 4, 500 };
      Store                    store = cases[i].store;
      FakeServer              *server = fake_server_new (serve, &store);
      g_autoptr (GError) error = NULL;
      g_autoptr (ExmGoogle) google = exm_google_new_practice (fake_server_get_origin (server), TOKEN, &error);
      ExmStoredObject object = { (char *)"b", (char *)"a/x.jsonl", NULL, 42, (gint64)cases[i].size, 0, !cases[i].no_crc, 0 };
      gint64          last = 0;
      gboolean        good;

      g_test_message ("case %u", i);
      exm_http_set_pace (exm_google_get_http (google), &quick);
      fill (&store, cases[i].size);
      object.crc32c = exm_crc32c_extend (0, store.bytes->data, store.bytes->len) + (cases[i].wrong_crc ? 1 : 0);
      good = exm_storage_download (google, &object, path, progress, &last, NULL, &error);
      if (cases[i].code >= 0)
        g_assert_error (error, EXM_CLOUD_ERROR, cases[i].code);
      else
        g_assert_no_error (error);
      g_assert_cmpint (good, ==, cases[i].code < 0);
      g_assert_cmpuint (fake_server_n_requests (server), ==, cases[i].n_requests);
      g_assert_cmpuint (count_files (dir), ==, good ? 1 : 0);
      if (good)
        {
          g_autofree char *text = NULL;
          gsize            length;
          struct stat      info;

          g_assert_true (g_file_get_contents (path, &text, &length, NULL));
          g_assert_cmpmem (text, length, store.bytes->data, store.bytes->len);
          g_assert_cmpint (last, ==, (gint64)length);
          g_assert_cmpint (g_stat (path, &info), ==, 0);
          g_assert_cmpint (info.st_mode & 0777, ==, 0600);
          g_unlink (path);
        }
      fake_server_free (server);
      g_byte_array_unref (store.bytes);
    }
  g_rmdir (dir);
}

static void
test_not_writable (void)
{
  Store       store = { 0 };
  FakeServer *server = fake_server_new (serve, &store);
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmGoogle) google = exm_google_new_practice (fake_server_get_origin (server), TOKEN, &error);
  const ExmStoredObject object = { (char *)"b", (char *)"a/x.jsonl", NULL, 42, 5, 0, FALSE, 0 };

  g_assert_false (exm_storage_download (google, &object, "/proc/no/such/place", NULL, NULL, NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_LOCAL_FILE);
  g_assert_cmpuint (fake_server_n_requests (server), ==, 0);
  fake_server_free (server);
}

typedef struct
{
  GMainLoop    *loop;
  GCancellable *cancellable;
  GError       *error;
  gint64        done;
  guint         n_progress;
} Wait;

static void
cancel_in_progress (gint64   done,
                    gint64   total,
                    gpointer user_data)
{
  Wait *wait = user_data;

  g_assert_true (g_main_context_is_owner (NULL));
  wait->n_progress++;
  if (wait->cancellable != NULL)
    g_cancellable_cancel (wait->cancellable);
  wait->done = done;
}

static void
downloaded_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Wait *wait = user_data;

  exm_storage_download_finish (EXM_GOOGLE (source), result, &wait->error);
  g_main_loop_quit (wait->loop);
}

static void
test_cancel (void)
{
  Store            store = { .slow_ms = 50 };
  FakeServer      *server = fake_server_new (serve, &store);
  g_autofree char *dir = g_dir_make_tmp ("exm-download-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "x.jsonl", NULL);
  g_autoptr (ExmGoogle) google = exm_google_new_practice (fake_server_get_origin (server), TOKEN, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const ExmStoredObject object = { (char *)"b", (char *)"a/x.jsonl", NULL, 42, 4 * PIECE, 0, FALSE, 0 };
  Wait                  wait = { .cancellable = cancellable };

  fill (&store, 4 * PIECE);
  wait.loop = g_main_loop_new (NULL, FALSE);
  exm_storage_download_async (google, &object, path, cancel_in_progress, &wait, cancellable, downloaded_cb, &wait);
  g_main_loop_run (wait.loop);
  g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (wait.n_progress, >, 0);
  g_assert_cmpuint (count_files (dir), ==, 0);
  g_clear_error (&wait.error);
  g_main_loop_unref (wait.loop);
  fake_server_free (server);
  g_byte_array_unref (store.bytes);
  g_rmdir (dir);
}

/* --- against the practice service ------------------------------------------------------- */

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      remove_tree (below);
    }
  g_remove (path);
}

static void
put (ExmGoogle  *google,
     const char *file,
     const char *name)
{
  g_autoptr (ExmUpload) upload = exm_upload_new (file, "posts-tuning-1", name);
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmStoredObject) object = exm_upload_run (google, upload, NULL, &error);

  g_assert_no_error (error);
}

static void
test_practice (void)
{
  g_autofree char *dir = g_dir_make_tmp ("exm-browse-XXXXXX", NULL);
  g_autofree char *state = g_build_filename (dir, "state", NULL);
  g_autofree char *file = g_build_filename (dir, "large.jsonl", NULL);
  g_autofree char *back = g_build_filename (dir, "back.jsonl", NULL);
  g_autofree char *sent = g_strnfill (PIECE + 12345, 'x');
  g_autofree char *got = NULL;
  gsize            length;
  g_autoptr (GError) error = NULL;
  ExmPractice *practice = exm_practice_new (state, &error);
  g_autoptr (ExmGoogle) google = NULL;
  g_autoptr (ExmBucket) bucket = NULL;
  g_autoptr (ExmStorageFolder) top = NULL;
  g_autoptr (ExmStorageFolder) sets = NULL;
  Wait wait = { 0 };

  g_assert_no_error (error);
  g_assert_true (exm_practice_start (practice, 0, &error));
  google = exm_google_new_practice (exm_practice_get_url (practice), TOKEN, &error);
  bucket = exm_storage_create_bucket (google, EXM_PRACTICE_PROJECT, "posts-tuning-1", "EU", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (file, sent, -1, NULL));
  put (google, file, "sets/large ü.jsonl");
  put (google, file, "sets/old/large.jsonl");
  put (google, file, "note.jsonl");

  top = exm_storage_list_folder (google, "posts-tuning-1", NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (top->folders->len, ==, 1);
  g_assert_cmpuint (top->objects->len, ==, 1);
  sets = exm_storage_list_folder (google, "posts-tuning-1", g_ptr_array_index (top->folders, 0), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_ptr_array_index (sets->folders, 0), ==, "sets/old/");
  g_assert_cmpuint (sets->objects->len, ==, 1);

  wait.loop = g_main_loop_new (NULL, FALSE);
  exm_storage_download_async (google, g_ptr_array_index (sets->objects, 0), back, cancel_in_progress, &wait, NULL, downloaded_cb, &wait);
  g_main_loop_run (wait.loop);
  g_assert_no_error (wait.error);
  g_main_loop_unref (wait.loop);
  g_assert_true (g_file_get_contents (back, &got, &length, NULL));
  g_assert_cmpuint (length, ==, PIECE + 12345);
  g_assert_cmpstr (got, ==, sent);
  exm_practice_stop (practice);
  g_object_unref (practice);
  remove_tree (dir);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cloud/setup-storage/names", test_names);
  g_test_add_func ("/cloud/setup-storage/training-file", test_training_file);
  g_test_add_func ("/cloud/setup-storage/folder", test_folder);
  g_test_add_func ("/cloud/setup-storage/download", test_download);
  g_test_add_func ("/cloud/setup-storage/not-writable", test_not_writable);
  g_test_add_func ("/cloud/setup-storage/cancel", test_cancel);
  g_test_add_func ("/cloud/setup-storage/practice", test_practice);
  return g_test_run ();
}
