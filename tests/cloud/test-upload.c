/* test-upload.c - uploads through every fault that a server can make
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "exm-crc32c.h"
#include "exm-upload.h"
#include "fake-server.h"
#include "finalized.h"

#define CHUNK (256 * 1024)
#define TOKEN "practice-canary-0123456789"

/* A bucket of one object with one fault. */
typedef enum
{
  FAULT_NONE,
  FAULT_503,          /* before storing */
  FAULT_RESET_BEFORE, /* connection cut, nothing stored */
  FAULT_RESET_AFTER,  /* stored, the answer is lost */
  FAULT_PARTIAL,      /* only a part is stored */
  FAULT_NO_RANGE,     /* 308 without Range, though stored: then starts over */
  FAULT_AHEAD,        /* Range beyond what was sent */
  FAULT_BEYOND_END,   /* Range beyond the file */
  FAULT_BACKWARD,     /* forgets what it had confirmed */
  FAULT_UNALIGNED,    /* stores an odd number of bytes */
  FAULT_MALFORMED,    /* Range that is none */
  FAULT_404,
  FAULT_410,
  FAULT_401,
  FAULT_400_ONCE,
  FAULT_EARLY_COMPLETE, /* 200 in the middle */
  FAULT_WRONG_SIZE,
  FAULT_WRONG_CRC,
  FAULT_WRONG_NAME,
  FAULT_NO_GENERATION,
  FAULT_GARBAGE,         /* 200 with HTML */
  FAULT_FOREIGN_SESSION, /* Location elsewhere */
  FAULT_ALL_BUT_DONE,    /* 308 with everything stored */
  FAULT_ALWAYS_308,      /* never gets further */
  FAULT_START_503,
  FAULT_START_429,
  FAULT_LOST_FINAL,  /* complete, answer lost, session then unknown */
  FAULT_EXISTS_SAME, /* the object is there already, same bytes */
  FAULT_EXISTS_OTHER,
} Fault;

typedef struct
{
  Fault       fault;
  guint       at; /* which chunk, from 0 */
  gboolean    fired;
  GByteArray *part; /* of the running session; NULL none */
  GByteArray *object;
  guint       session;
  guint       n_starts;
  guint       n_queries;
  guint       n_deletes;
  guint       n_chunks;
  gboolean    bad_token;
  gboolean    hash_seen;
  gint64      generation;
  char       *origin;
  gsize       total;
} Bucket;

static char *
object_json (Bucket     *bucket,
             GByteArray *bytes)
{
  guint32          crc = exm_crc32c_extend_portable (0, bytes->data, bytes->len);
  g_autofree char *text = exm_crc32c_to_base64 (bucket->fault == FAULT_WRONG_CRC ? ~crc : crc);
  g_autofree char *body = NULL;
  g_autofree char *generation = NULL;

  if (bucket->fault != FAULT_NO_GENERATION || bytes == bucket->part)
    generation = g_strdup_printf (",\"generation\":\"%" G_GINT64_FORMAT "\"", bucket->generation);
  body = g_strdup_printf ("{\"kind\":\"storage#object\",\"bucket\":\"b\",\"name\":\"%s\",\"size\":\"%u\",\"crc32c\":\"%s\"%s}",
                          bucket->fault == FAULT_WRONG_NAME ? "other" : "dir/a b.jsonl",
                          bytes->len + (bucket->fault == FAULT_WRONG_SIZE ? 1 : 0), text,
                          generation != NULL ? generation : "");
  return g_steal_pointer (&body);
}

static char *
reply_308 (Bucket *bucket,
           gint64  stored)
{
  g_autofree char *range = stored > 0 ? g_strdup_printf ("Range: bytes=0-%" G_GINT64_FORMAT "\r\n", stored - 1)
                                      : g_strdup ("");

  return fake_reply (308, range, "");
}

static char *
complete (Bucket *bucket)
{
  g_autofree char *body = NULL;

  bucket->generation = 1700000000000001 + bucket->session;
  g_clear_pointer (&bucket->object, g_byte_array_unref);
  bucket->object = g_byte_array_ref (bucket->part);
  if (bucket->fault == FAULT_GARBAGE)
    return fake_reply (200, "Content-Type: text/html\r\n", "<html>welcome to the hotel</html>");
  body = object_json (bucket, bucket->object);
  if (bucket->fault == FAULT_WRONG_NAME || bucket->fault == FAULT_NO_GENERATION)
    bucket->fault = FAULT_NONE; /* the look-up afterwards tells the truth */
  return fake_reply (200, "Content-Type: application/json\r\n", body);
}

static char *
start (Bucket      *bucket,
       FakeRequest *request)
{
  g_autofree char *headers = NULL;

  g_assert_cmpstr (request->method, ==, "POST");
  g_assert_nonnull (strstr (request->target, "name=dir%2Fa%20b.jsonl"));
  g_assert_nonnull (strstr (request->target, "ifGenerationMatch=0"));
  g_assert_cmpstr (g_hash_table_lookup (request->headers, "x-upload-content-type"), ==, "application/jsonl");
  g_assert_nonnull (g_hash_table_lookup (request->headers, "x-upload-content-length"));
  bucket->n_starts++;
  if (!bucket->fired && (bucket->fault == FAULT_START_503 || bucket->fault == FAULT_START_429))
    {
      bucket->fired = TRUE;
      return fake_reply (bucket->fault == FAULT_START_503 ? 503 : 429, "Retry-After: 0\r\n", "{}");
    }
  if (bucket->object != NULL)
    return fake_reply (412, "", "{\"error\":{\"code\":412,\"message\":\"x\",\"errors\":[{\"reason\":\"conditionNotMet\"}]}}");
  bucket->session++;
  g_clear_pointer (&bucket->part, g_byte_array_unref);
  bucket->part = g_byte_array_new ();
  headers = g_strdup_printf ("Location: %s/upload/storage/v1/b/b/o?uploadType=resumable&upload_id=CANARY%u\r\n",
                             bucket->fault == FAULT_FOREIGN_SESSION ? "http://127.0.0.1:1" : bucket->origin,
                             bucket->session);
  return fake_reply (200, headers, "");
}

/* TRUE if @reply was made by the fault and the chunk is done with. */
static gboolean
fault_before (Bucket *bucket,
              char  **reply)
{
  *reply = NULL;
  switch ((int)bucket->fault)
    {
    case FAULT_503:
      *reply = fake_reply (503, "", "<html>no</html>");
      return TRUE;
    case FAULT_RESET_BEFORE:
      return TRUE;
    case FAULT_404:
    case FAULT_410:
      g_clear_pointer (&bucket->part, g_byte_array_unref);
      *reply = fake_reply (bucket->fault == FAULT_404 ? 404 : 410, "", "");
      return TRUE;
    case FAULT_401:
      *reply = fake_reply (401, "", "{\"error\":{\"code\":401,\"status\":\"UNAUTHENTICATED\"}}");
      return TRUE;
    case FAULT_400_ONCE:
      *reply = fake_reply (400, "", "{\"error\":{\"code\":400,\"message\":\"mismatched_content_start\"}}");
      return TRUE;
    case FAULT_AHEAD:
      *reply = reply_308 (bucket, (gint64)bucket->part->len + 2 * CHUNK + 1);
      return TRUE;
    case FAULT_BEYOND_END:
      *reply = reply_308 (bucket, (gint64)bucket->total * 2);
      return TRUE;
    case FAULT_MALFORMED:
      *reply = fake_reply (308, "Range: bytes=7-\r\n", "");
      return TRUE;
    case FAULT_BACKWARD:
    case FAULT_NO_RANGE:
      g_byte_array_set_size (bucket->part, 0);
      *reply = reply_308 (bucket, 0);
      return TRUE;
    case FAULT_EARLY_COMPLETE:
      *reply = complete (bucket);
      return TRUE;
    default:
      return FALSE;
    }
}

/* "bytes A-B/N". */
static void
parse_content_range (const char *range,
                     gint64     *first,
                     gint64     *last,
                     gint64     *total)
{
  char *end = NULL;

  g_assert_true (g_str_has_prefix (range, "bytes "));
  *first = g_ascii_strtoll (range + strlen ("bytes "), &end, 10);
  g_assert_cmpint (*end, ==, '-');
  *last = g_ascii_strtoll (end + 1, &end, 10);
  g_assert_cmpint (*end, ==, '/');
  *total = g_ascii_strtoll (end + 1, &end, 10);
  g_assert_cmpint (*end, ==, '\0');
}

static char *
put (Bucket      *bucket,
     FakeRequest *request)
{
  const char *range = g_hash_table_lookup (request->headers, "content-range");
  gint64      first = 0, last = 0, total = 0;
  guint       chunk = bucket->n_chunks;
  gboolean    hit;
  char       *reply = NULL;

  g_assert_nonnull (range);
  g_assert_null (g_hash_table_lookup (request->headers, "expect"));
  if (bucket->part == NULL)
    return fake_reply (410, "", "");
  if (request->body->len == 0)
    {
      bucket->n_queries++;
      g_assert_true (g_str_has_prefix (range, "bytes */"));
      if (bucket->part->len == bucket->total)
        return complete (bucket);
      return reply_308 (bucket, bucket->part->len);
    }
  bucket->n_chunks++;
  parse_content_range (range, &first, &last, &total);
  g_assert_cmpint (last - first + 1, ==, request->body->len);
  g_assert_cmpint (total, ==, bucket->total);
  if (bucket->fault == FAULT_ALWAYS_308)
    return reply_308 (bucket, 0);

  hit = !bucket->fired && chunk == bucket->at;
  if (hit)
    bucket->fired = TRUE;
  if (hit && fault_before (bucket, &reply))
    return reply;
  if (first > bucket->part->len)
    return fake_reply (503, "", "gap");
  if (last >= bucket->part->len)
    {
      gsize skip = bucket->part->len - first;
      gsize take = request->body->len - skip;

      if (hit && bucket->fault == FAULT_PARTIAL)
        take = take / 2 / CHUNK * CHUNK;
      if (hit && bucket->fault == FAULT_UNALIGNED)
        take = MIN (take, 77777);
      g_byte_array_append (bucket->part, request->body->data + skip, take);
    }
  if (hit && bucket->fault == FAULT_RESET_AFTER)
    return NULL;
  if (bucket->part->len < bucket->total)
    return reply_308 (bucket, bucket->part->len);
  bucket->hash_seen |= g_hash_table_lookup (request->headers, "x-goog-hash") != NULL;
  if (bucket->fault == FAULT_ALL_BUT_DONE && !bucket->fired)
    {
      bucket->fired = TRUE;
      return reply_308 (bucket, bucket->part->len);
    }
  reply = complete (bucket);
  if (bucket->fault == FAULT_LOST_FINAL)
    {
      g_clear_pointer (&bucket->part, g_byte_array_unref);
      g_clear_pointer (&reply, g_free);
    }
  return reply;
}

static char *
handle (FakeRequest *request,
        gpointer     user_data)
{
  Bucket          *bucket = user_data;
  g_autofree char *body = NULL;

  if (g_strcmp0 (g_hash_table_lookup (request->headers, "authorization"), "Bearer " TOKEN) != 0)
    bucket->bad_token = TRUE;
  if (g_str_has_prefix (request->target, "/upload/storage/v1/b/b/o?"))
    return strcmp (request->method, "POST") == 0 ? start (bucket, request) : put (bucket, request);

  g_assert_true (g_str_has_prefix (request->target, "/storage/v1/b/b/o/dir%2Fa%20b.jsonl"));
  if (strcmp (request->method, "DELETE") == 0)
    {
      g_autofree char *match = g_strdup_printf ("ifGenerationMatch=%" G_GINT64_FORMAT, bucket->generation);

      g_assert_nonnull (strstr (request->target, match));
      bucket->n_deletes++;
      g_clear_pointer (&bucket->object, g_byte_array_unref);
      return fake_reply (204, "", "");
    }
  if (bucket->object == NULL)
    return fake_reply (404, "", "{\"error\":{\"code\":404,\"message\":\"No such object\"}}");
  body = object_json (bucket, bucket->object);
  return fake_reply (200, "", body);
}

typedef struct
{
  FakeServer *server;
  ExmGoogle  *google;
  Bucket      bucket;
  GBytes     *content;
  char       *dir;
  char       *path;

  /* What was last noted. */
  char   *uri;
  gint64  offset;
  guint   n_states;
  guint   stop_after; /* states; 0 never */
  guint32 crc;
  gint64  last_done;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  static const ExmHttpPace quick = { 5, 1, 4, 200 };
  gsize                    size = data != NULL ? *(const gsize *)data : 5 * CHUNK + 47;
  guint8                  *bytes = g_malloc (size + 1);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8)((i * 2654435761u) >> 13);
  fixture->content = g_bytes_new_take (bytes, size);
  fixture->dir = g_dir_make_tmp ("exm-upload-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->dir, "train.jsonl", NULL);
  g_file_set_contents (fixture->path, (const char *)bytes, (gssize)size, &error);
  g_assert_no_error (error);
  fixture->server = fake_server_new (handle, &fixture->bucket);
  fixture->bucket.origin = g_strdup (fake_server_get_origin (fixture->server));
  fixture->bucket.total = size;
  fixture->google = exm_google_new_practice (fixture->bucket.origin, TOKEN, &error);
  g_assert_no_error (error);
  exm_http_set_pace (exm_google_get_http (fixture->google), &quick);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  assert_finalized_soon (fixture->google);
  fake_server_free (fixture->server);
  g_clear_pointer (&fixture->bucket.part, g_byte_array_unref);
  g_clear_pointer (&fixture->bucket.object, g_byte_array_unref);
  g_free (fixture->bucket.origin);
  g_bytes_unref (fixture->content);
  g_unlink (fixture->path);
  g_rmdir (fixture->dir);
  g_free (fixture->path);
  g_free (fixture->dir);
  g_free (fixture->uri);
}

static gboolean
state_cb (const ExmUploadState *state,
          gpointer              user_data,
          GError              **error)
{
  Fixture *fixture = user_data;

  g_free (fixture->uri);
  fixture->uri = g_strdup (state->session_uri);
  fixture->offset = state->offset;
  fixture->crc = state->crc32c;
  if (++fixture->n_states == fixture->stop_after)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "killed");
      return FALSE;
    }
  return TRUE;
}

static void
progress_cb (gint64   done,
             gint64   total,
             gint64   rate,
             gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpint (done, >=, 0);
  g_assert_cmpint (done, <=, total);
  g_assert_cmpint (rate, >=, 0);
  fixture->last_done = done;
}

static ExmUpload *
make_upload (Fixture *fixture)
{
  ExmUpload *upload = exm_upload_new (fixture->path, "b", "dir/a b.jsonl");

  upload->chunk_size = CHUNK;
  upload->state_func = state_cb;
  upload->progress_func = progress_cb;
  upload->user_data = fixture;
  return upload;
}

static void
assert_stored (Fixture         *fixture,
               ExmStoredObject *object)
{
  gsize         size;
  gconstpointer data = g_bytes_get_data (fixture->content, &size);

  g_assert_nonnull (object);
  g_assert_nonnull (fixture->bucket.object);
  g_assert_cmpmem (fixture->bucket.object->data, fixture->bucket.object->len, data, size);
  g_assert_cmpint (object->size, ==, size);
  g_assert_cmpint (object->generation, >, 0);
  g_assert_cmpuint (object->crc32c, ==, exm_crc32c_extend_portable (0, data, size));
  g_assert_null (fixture->uri);
  g_assert_cmpint (fixture->last_done, ==, size);
  g_assert_false (fixture->bucket.bad_token);
}

static const struct
{
  const char *name;
  Fault       fault;
  guint       at;
  int         code;     /* -1: succeeds */
  guint       n_starts; /* 0: not looked at */
  guint       n_deletes;
} cases[] = {
  { "plain", FAULT_NONE, 0, -1, 1, 0 },
  { "partial", FAULT_PARTIAL, 2, -1, 1, 0 },
  { "308-without-range", FAULT_NO_RANGE, 3, -1, 1, 0 },
  { "range-ahead", FAULT_AHEAD, 1, -1, 2, 0 },
  { "range-beyond-end", FAULT_BEYOND_END, 1, -1, 2, 0 },
  { "range-backward", FAULT_BACKWARD, 3, -1, 1, 0 },
  { "range-unaligned", FAULT_UNALIGNED, 1, -1, 1, 0 },
  { "range-malformed", FAULT_MALFORMED, 2, -1, 2, 0 },
  { "404", FAULT_404, 2, -1, 2, 0 },
  { "410", FAULT_410, 4, -1, 2, 0 },
  { "400-once", FAULT_400_ONCE, 2, -1, 1, 0 },
  { "401", FAULT_401, 2, EXM_CLOUD_ERROR_AUTH, 1, 0 },
  { "complete-too-early", FAULT_EARLY_COMPLETE, 2, EXM_CLOUD_ERROR_CHECKSUM, 1, 1 },
  { "wrong-size", FAULT_WRONG_SIZE, 0, EXM_CLOUD_ERROR_CHECKSUM, 1, 1 },
  { "wrong-crc32c", FAULT_WRONG_CRC, 0, EXM_CLOUD_ERROR_CHECKSUM, 1, 1 },
  { "wrong-name", FAULT_WRONG_NAME, 0, -1, 1, 0 },
  { "no-generation", FAULT_NO_GENERATION, 0, -1, 1, 0 },
  { "garbage-200", FAULT_GARBAGE, 0, -1, 1, 0 },
  { "foreign-session", FAULT_FOREIGN_SESSION, 0, EXM_CLOUD_ERROR_BAD_REPLY, 1, 0 },
  { "all-but-done", FAULT_ALL_BUT_DONE, 99, -1, 1, 0 },
  { "always-308", FAULT_ALWAYS_308, 0, EXM_CLOUD_ERROR_BAD_REPLY, 1, 0 },
  { "start-503", FAULT_START_503, 0, -1, 2, 0 },
  { "start-429", FAULT_START_429, 0, -1, 2, 0 },
  { "final-answer-lost", FAULT_LOST_FINAL, 0, -1, 2, 0 },
};

static void
test_case (gconstpointer data)
{
  guint   i = GPOINTER_TO_UINT (data);
  Fixture fixture = { 0 };
  g_autoptr (ExmUpload) upload = NULL;
  g_autoptr (ExmStoredObject) object = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&fixture, NULL);
  fixture.bucket.fault = cases[i].fault;
  fixture.bucket.at = cases[i].at;
  upload = make_upload (&fixture);
  object = exm_upload_run (fixture.google, upload, NULL, &error);
  if (cases[i].code < 0)
    {
      g_assert_no_error (error);
      assert_stored (&fixture, object);
      if (cases[i].fault != FAULT_ALL_BUT_DONE)
        g_assert_true (fixture.bucket.hash_seen);
    }
  else
    {
      g_assert_error (error, EXM_CLOUD_ERROR, cases[i].code);
      g_assert_null (strstr (error->message, "CANARY"));
      if (cases[i].n_deletes > 0)
        g_assert_null (fixture.bucket.object);
    }
  g_assert_cmpuint (fixture.bucket.n_starts, ==, cases[i].n_starts);
  g_assert_cmpuint (fixture.bucket.n_deletes, ==, cases[i].n_deletes);
  tear_down (&fixture, NULL);
}

/* Each of the four interruptions at each chunk of the file. */
static void
test_interrupted (void)
{
  static const Fault kinds[] = { FAULT_503, FAULT_RESET_BEFORE, FAULT_RESET_AFTER, FAULT_PARTIAL };
  guint              n = 0;

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (guint at = 0; at < 21; at++)
      {
        gsize   size = 20 * CHUNK + 47;
        Fixture fixture = { 0 };
        g_autoptr (ExmUpload) upload = NULL;
        g_autoptr (ExmStoredObject) object = NULL;
        g_autoptr (GError) error = NULL;

        set_up (&fixture, &size);
        fixture.bucket.fault = kinds[k];
        fixture.bucket.at = at;
        upload = make_upload (&fixture);
        object = exm_upload_run (fixture.google, upload, NULL, &error);
        g_assert_no_error (error);
        assert_stored (&fixture, object);
        g_assert_cmpuint (fixture.bucket.n_starts, ==, 1);
        tear_down (&fixture, NULL);
        n++;
      }
  g_test_message ("%u of %u interrupted uploads with the right checksum", n, n);
}

/* A process that ends at each noted state, and another that goes on. */
static void
test_resumed (void)
{
  for (guint stop = 1; stop <= 6; stop++)
    {
      Fixture fixture = { 0 };
      g_autoptr (ExmUpload) upload = NULL;
      g_autoptr (ExmStoredObject) object = NULL;
      g_autoptr (GError) error = NULL;
      guint chunks;

      set_up (&fixture, NULL);
      upload = make_upload (&fixture);
      fixture.stop_after = stop;
      object = exm_upload_run (fixture.google, upload, NULL, &error);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      g_assert_nonnull (fixture.uri);
      chunks = fixture.bucket.n_chunks;

      upload->resume_uri = g_strdup (fixture.uri);
      upload->resume_offset = fixture.offset;
      upload->resume_size = (gint64)fixture.bucket.total;
      upload->resume_crc32c = fixture.crc;
      object = exm_upload_run (fixture.google, upload, NULL, &error);
      g_assert_no_error (error);
      assert_stored (&fixture, object);
      g_assert_cmpuint (fixture.bucket.n_starts, ==, 1);
      g_assert_cmpuint (fixture.bucket.n_queries, >=, 1);
      g_assert_cmpuint (fixture.bucket.n_chunks, ==, 6);
      g_assert_cmpuint (chunks, ==, stop - 1);
      tear_down (&fixture, NULL);
    }
}

typedef struct
{
  ExmGoogle       *google;
  ExmUpload       *upload;
  ExmStoredObject *object;
  GError          *error;
} Instance;

static gpointer
instance_thread (gpointer data)
{
  Instance *instance = data;

  instance->object = exm_upload_run (instance->google, instance->upload, NULL, &instance->error);
  return NULL;
}

/* Two processes that have read the same state, at the same time on one session. */
static void
test_two_at_once (void)
{
  Fixture  fixture = { 0 };
  Instance instances[2] = { 0 };
  GThread *threads[2];
  g_autoptr (ExmUpload) upload = NULL;
  g_autoptr (ExmStoredObject) object = NULL;
  g_autoptr (GError) error = NULL;
  gsize         size = 12 * CHUNK + 47;
  gconstpointer data;

  set_up (&fixture, &size);
  upload = make_upload (&fixture);
  fixture.stop_after = 2;
  object = exm_upload_run (fixture.google, upload, NULL, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  for (guint i = 0; i < 2; i++)
    {
      instances[i].google = fixture.google;
      instances[i].upload = exm_upload_copy (upload);
      instances[i].upload->state_func = NULL;
      instances[i].upload->progress_func = NULL;
      instances[i].upload->resume_uri = g_strdup (fixture.uri);
      instances[i].upload->resume_offset = fixture.offset;
      instances[i].upload->resume_size = (gint64)size;
      instances[i].upload->resume_crc32c = fixture.crc;
      threads[i] = g_thread_new ("instance", instance_thread, &instances[i]);
    }
  data = g_bytes_get_data (fixture.content, &size);
  for (guint i = 0; i < 2; i++)
    {
      g_thread_join (threads[i]);
      g_assert_no_error (instances[i].error);
      g_assert_cmpint (instances[i].object->size, ==, size);
      exm_stored_object_free (instances[i].object);
      exm_upload_free (instances[i].upload);
    }
  g_assert_cmpmem (fixture.bucket.object->data, fixture.bucket.object->len, data, size);
  g_assert_cmpuint (fixture.bucket.n_deletes, ==, 0);
  tear_down (&fixture, NULL);
  g_test_message ("R21: %u lying servers and two instances on one session: 0 wrong objects", (guint)G_N_ELEMENTS (cases));
}

static void
test_not_resumed (void)
{
  static const struct
  {
    const char *uri;
    guint32     crc_flip;
  } states[] = {
    { "https://storage.googleapis.com/upload/storage/v1/b/b/o?upload_id=x", 0 },
    { "http://127.0.0.1:1/upload?upload_id=x", 0 },
    { "file:///etc/passwd", 0 },
    { NULL, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      Fixture fixture = { 0 };
      g_autoptr (ExmUpload) upload = NULL;
      g_autoptr (ExmStoredObject) object = NULL;
      g_autoptr (GError) error = NULL;
      gsize         size;
      gconstpointer bytes;

      set_up (&fixture, NULL);
      bytes = g_bytes_get_data (fixture.content, &size);
      upload = make_upload (&fixture);
      upload->resume_uri = states[i].uri != NULL ? g_strdup (states[i].uri)
                                                 : g_strdup_printf ("%s/upload?upload_id=x", fixture.bucket.origin);
      upload->resume_size = (gint64)size;
      upload->resume_crc32c = exm_crc32c_extend (0, bytes, size) ^ states[i].crc_flip;
      object = exm_upload_run (fixture.google, upload, NULL, &error);
      g_assert_no_error (error);
      assert_stored (&fixture, object);
      g_assert_cmpuint (fixture.bucket.n_starts, ==, 1);
      tear_down (&fixture, NULL);
    }
}

static void
test_exists (void)
{
  for (int same = 0; same <= 1; same++)
    {
      Fixture fixture = { 0 };
      g_autoptr (ExmUpload) upload = NULL;
      g_autoptr (ExmStoredObject) object = NULL;
      g_autoptr (GError) error = NULL;
      gsize         size;
      gconstpointer bytes;

      set_up (&fixture, NULL);
      bytes = g_bytes_get_data (fixture.content, &size);
      fixture.bucket.object = g_byte_array_append (g_byte_array_new (), bytes, (guint)(size - (same ? 0 : 1)));
      fixture.bucket.generation = 5;
      upload = make_upload (&fixture);
      object = exm_upload_run (fixture.google, upload, NULL, &error);
      if (same)
        assert_stored (&fixture, object);
      else
        g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_CONFLICT);
      g_assert_cmpuint (fixture.bucket.n_deletes, ==, 0);
      tear_down (&fixture, NULL);
    }
}

static void
test_sizes (void)
{
  static const gsize sizes[] = { 0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      Fixture fixture = { 0 };
      g_autoptr (ExmUpload) upload = NULL;
      g_autoptr (ExmStoredObject) object = NULL;
      g_autoptr (GError) error = NULL;

      set_up (&fixture, &sizes[i]);
      upload = make_upload (&fixture);
      object = exm_upload_run (fixture.google, upload, NULL, &error);
      g_assert_no_error (error);
      assert_stored (&fixture, object);
      tear_down (&fixture, NULL);
    }
}

static void
test_local_file (void)
{
  static const char *const paths[] = { "/nonexistent/x.jsonl", "/dev/zero", "/" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (ExmGoogle) google = exm_google_new_practice ("http://127.0.0.1:9", TOKEN, NULL);
      g_autoptr (ExmUpload) upload = exm_upload_new (paths[i], "b", "o");
      g_autoptr (GError) error = NULL;

      g_assert_null (exm_upload_run (google, upload, NULL, &error));
      g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_LOCAL_FILE);
    }
}

static void
got_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static void
test_async (void)
{
  Fixture fixture = { 0 };
  g_autoptr (ExmUpload) upload = NULL;
  g_autoptr (ExmStoredObject) object = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&fixture, NULL);
  upload = make_upload (&fixture);
  exm_upload_run_async (fixture.google, upload, NULL, got_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  object = exm_upload_run_finish (fixture.google, result, &error);
  g_assert_no_error (error);
  assert_stored (&fixture, object);
  g_clear_object (&result);
  tear_down (&fixture, NULL);
}

static gboolean
cancel_state (const ExmUploadState *state,
              gpointer              user_data,
              GError              **error)
{
  if (state->offset > 0)
    g_cancellable_cancel (user_data);
  return TRUE;
}

static void
test_cancel (void)
{
  Fixture fixture = { 0 };
  g_autoptr (ExmUpload) upload = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  set_up (&fixture, NULL);
  upload = make_upload (&fixture);
  upload->state_func = cancel_state;
  upload->progress_func = NULL;
  upload->user_data = cancellable;
  g_assert_null (exm_upload_run (fixture.google, upload, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (fixture.bucket.object);
  tear_down (&fixture, NULL);
}

/* The address of a session and the token are secrets: in no log line, of any level. */
static GLogWriterOutput
writer (GLogLevelFlags   level,
        const GLogField *fields,
        gsize            n_fields,
        gpointer         user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      const char *text = fields[i].length < 0 ? fields[i].value : NULL;

      if (text != NULL && (strstr (text, "CANARY") != NULL || strstr (text, TOKEN) != NULL))
        abort ();
    }
  return g_log_writer_default (level, fields, n_fields, user_data);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (writer, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/cloud/upload/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/cloud/upload/interrupted-everywhere", test_interrupted);
  g_test_add_func ("/cloud/upload/resumed", test_resumed);
  g_test_add_func ("/cloud/upload/two-at-once", test_two_at_once);
  g_test_add_func ("/cloud/upload/not-resumed", test_not_resumed);
  g_test_add_func ("/cloud/upload/exists", test_exists);
  g_test_add_func ("/cloud/upload/sizes", test_sizes);
  g_test_add_func ("/cloud/upload/local-file", test_local_file);
  g_test_add_func ("/cloud/upload/async", test_async);
  g_test_add_func ("/cloud/upload/cancel", test_cancel);
  return g_test_run ();
}
