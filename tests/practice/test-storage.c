/* test-storage.c - buckets, objects, upload sessions, and what can go wrong there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "practice-client.h"

#define BLOCK 262144
#define NAME "data%2Ftrain%201%2F%C3%BC..%2Fn.jsonl"
#define START "/upload/storage/v1/b/practice-bucket/o?uploadType=resumable&name=" NAME
#define OBJECT "/storage/v1/b/practice-bucket/o/" NAME

static char *
make_bytes (gsize size)
{
  char *bytes = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    bytes[i] = (char)('a' + (i * 7 + i / 1000) % 26);
  bytes[size] = '\0';
  return bytes;
}

static char *
start (Client *client, const char *more)
{
  g_autofree char *target = g_strconcat (START, more, NULL);
  g_autoptr (Answer) answer = client_post (client, target, "{}");

  g_assert_cmpuint (answer->status, ==, 200);
  return g_strdup (soup_message_headers_get_one (answer->headers, "Location"));
}

/* PUTs bytes first … last of all. total < 0: not said. */
static Answer *
put (Client *client, const char *session, const char *bytes, gsize first, gsize n, gssize total)
{
  g_autofree char *of = total < 0 ? g_strdup ("*") : g_strdup_printf ("%" G_GSSIZE_FORMAT, total);
  g_autofree char *header = g_strdup_printf ("Content-Range: bytes %" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT "/%s", first,
                                             first + n - 1, of);

  return client_send (client, "PUT", session, header, "application/jsonl", bytes + first,
                      (gssize)n);
}

/* Bytes kept: -1 when the session is complete. */
static gint64
kept (Client *client, const char *session)
{
  g_autoptr (Answer) answer = client_send (client, "PUT", session, "Content-Range: bytes */*", NULL, NULL, 0);
  const char *range;

  if (answer->status == 200)
    return -1;
  g_assert_cmpuint (answer->status, ==, 308);
  g_assert_null (soup_message_headers_get_one (answer->headers, "Location"));
  range = soup_message_headers_get_one (answer->headers, "Range");
  return range != NULL ? g_ascii_strtoll (range + strlen ("bytes=0-"), NULL, 10) + 1 : 0;
}

static void
check_object (Client *client, const char *bytes, gsize size)
{
  g_autoptr (Answer) media = client_get (client, OBJECT "?alt=media");
  g_autoptr (Answer) meta = client_get (client, OBJECT);
  g_autofree char *size_text = g_strdup_printf ("%" G_GSIZE_FORMAT, size);

  g_assert_cmpuint (media->status, ==, 200);
  g_assert_cmpmem (bytes, size, g_bytes_get_data (media->bytes, NULL),
                   g_bytes_get_size (media->bytes));
  g_assert_cmpstr (answer_text (meta, "size"), ==, size_text);
  g_assert_cmpstr (answer_text (meta, "name"), ==, "data/train 1/ü../n.jsonl");
}

static void
test_buckets (void)
{
  static const struct
  {
    const char *name;
    guint       status;
  } cases[] = {
    { "practice-bucket", 409 },
    { "ab", 400 },
    { "Upper", 400 },
    { "-dash", 400 },
    { "goog-one", 400 },
    { "my-google", 400 },
    { "192.168.0.1", 400 },
    { "good_name-1", 200 },
  };
  g_autoptr (Client) client = client_new ();
  g_autoptr (Answer) empty = client_get (client, "/storage/v1/b?project=" EXM_PRACTICE_PROJECT);
  g_autoptr (Answer) none = client_get (client, "/storage/v1/b/nothing-here");
  g_autoptr (Answer) list = NULL;
  g_autoptr (Answer) may = NULL;

  g_assert_cmpuint (empty->status, ==, 200);
  g_assert_null (exm_json_get_array (empty->json, "items"));
  g_assert_cmpuint (none->status, ==, 404);
  client_bucket (client);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"name\":\"%s\"}", cases[i].name);
      g_autoptr (Answer) answer = client_post (client, "/storage/v1/b?project=" EXM_PRACTICE_NUMBER, body);

      g_assert_cmpuint (answer->status, ==, cases[i].status);
    }
  list = client_get (client, "/storage/v1/b?project=" EXM_PRACTICE_PROJECT "&prefix=good");
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (list->json, "items")), ==, 1);
  may = client_get (client, "/storage/v1/b/practice-bucket/iam/testPermissions"
                            "?permissions=storage.objects.create&permissions=storage.objects.get");
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (may->json, "permissions")), ==, 2);
}

static void
test_sessions (void)
{
  g_autoptr (Client) client = client_new ();
  const gsize      size = 5 * BLOCK + 47;
  g_autofree char *bytes = make_bytes (size);
  g_autofree char *session = NULL;
  g_autoptr (Answer) first = NULL;
  g_autoptr (Answer) again = NULL;
  g_autoptr (Answer) odd = NULL;
  g_autoptr (Answer) gap = NULL;
  g_autoptr (Answer) last = NULL;
  g_autoptr (Answer) finished = NULL;

  client_bucket (client);
  session = start (client, "&ifGenerationMatch=0");
  client->no_token = TRUE; /* the session's address is the right to use it */
  g_assert_cmpint (kept (client, session), ==, 0);
  first = put (client, session, bytes, 0, 2 * BLOCK, -1);
  g_assert_cmpuint (first->status, ==, 308);
  g_assert_cmpint (kept (client, session), ==, 2 * BLOCK);
  again = put (client, session, bytes, BLOCK, 2 * BLOCK, (gssize)size);
  g_assert_cmpint (kept (client, session), ==, 3 * BLOCK);
  odd = put (client, session, bytes, 3 * BLOCK, BLOCK + 100, -1);
  g_assert_cmpuint (odd->status, ==, 308);
  g_assert_cmpint (kept (client, session), ==, 4 * BLOCK);
  gap = put (client, session, bytes, 5 * BLOCK, 47, (gssize)size);
  g_assert_cmpuint (gap->status, ==, 308);
  g_assert_cmpint (kept (client, session), ==, 4 * BLOCK);
  last = put (client, session, bytes, 4 * BLOCK, BLOCK + 47, (gssize)size);
  g_assert_cmpuint (last->status, ==, 200);
  finished = client_send (client, "PUT", session, "Content-Range: bytes */*", NULL, NULL, 0);
  g_assert_cmpuint (finished->status, ==, 200);
  g_assert_cmpstr (answer_text (finished, "generation"), ==, answer_text (last, "generation"));
  client->no_token = FALSE;
  check_object (client, bytes, size);
}

static void
test_session_restart (void)
{
  g_autoptr (Client) client = client_new ();
  const gsize      size = 3 * BLOCK;
  g_autofree char *bytes = make_bytes (size);
  g_autofree char *session = NULL;
  g_autofree char *moved = NULL;
  g_autoptr (Answer) first = NULL;
  g_autoptr (Answer) last = NULL;

  client_bucket (client);
  session = start (client, "");
  first = put (client, session, bytes, 0, BLOCK, (gssize)size);
  g_assert_finalize_object (g_steal_pointer (&client->practice));
  client_serve (client);
  moved = g_strconcat (exm_practice_get_url (client->practice), strstr (session, "/upload/"), NULL);
  g_assert_cmpint (kept (client, moved), ==, BLOCK);
  last = put (client, moved, bytes, BLOCK, 2 * BLOCK, (gssize)size);
  g_assert_cmpuint (last->status, ==, 200);
  check_object (client, bytes, size);
}

static void
test_session_ends (void)
{
  g_autoptr (Client) client = client_new ();
  g_autofree char *session = NULL;
  g_autofree char *open = NULL;
  g_autofree char *empty = NULL;
  g_autoptr (Answer) cancelled = NULL;
  g_autoptr (Answer) gone = NULL;
  g_autoptr (Answer) unknown = NULL;
  g_autoptr (Answer) whole = NULL;
  g_autoptr (Answer) nothing = NULL;
  g_autoptr (Answer) taken = NULL;

  client_bucket (client);
  session = start (client, "");
  cancelled = client_send (client, "DELETE", session, NULL, NULL, NULL, 0);
  g_assert_cmpuint (cancelled->status, ==, 499);
  gone = client_send (client, "PUT", session, "Content-Range: bytes */*", NULL, NULL, 0);
  g_assert_cmpuint (gone->status, ==, 410);
  unknown = client_send (client, "PUT", START "&upload_id=UP123", "Content-Range: bytes */*", NULL,
                         NULL, 0);
  g_assert_cmpuint (unknown->status, ==, 404);
  open = start (client, "");
  whole = client_send (client, "PUT", open, "Content-Range: bytes 0-*/*", "application/jsonl",
                       "hello", 5);
  g_assert_cmpuint (whole->status, ==, 200);
  check_object (client, "hello", 5);
  taken = client_post (client, START "&ifGenerationMatch=0", "{}");
  g_assert_cmpuint (taken->status, ==, 412);
  empty = start (client, "");
  nothing = client_send (client, "PUT", empty, "Content-Range: bytes */0", NULL, NULL, 0);
  g_assert_cmpuint (nothing->status, ==, 200);
  check_object (client, "", 0);
}

static void
test_hashes (void)
{
  g_autoptr (Client) client = client_new ();
  g_autofree char *session = NULL;
  g_autoptr (Answer) good = NULL;
  g_autoptr (Answer) bad = NULL;

  client_bucket (client);
  /* crc32c of "123456789": 0xE3069283 (RFC 3720, B.4 check value). */
  session = start (client, "");
  good = client_send (client, "PUT", session, "X-Goog-Hash: crc32c=4waSgw==", "text/plain",
                      "123456789", 9);
  g_assert_cmpuint (good->status, ==, 200);
  g_assert_cmpstr (answer_text (good, "crc32c"), ==, "4waSgw==");
  g_free (g_steal_pointer (&session));
  session = start (client, "");
  bad = client_send (client, "PUT", session, "X-Goog-Hash: crc32c=AAAAAA==", "text/plain",
                     "123456789", 9);
  g_assert_cmpuint (bad->status, ==, 400);
}

static void
test_multipart (void)
{
  static const struct
  {
    const char *boundary;
    const char *eol;
  } cases[] = { { "abc", "\r\n" }, { "\"abc\"", "\r\n" }, { "'abc'", "\n" } };
  g_autoptr (Client) client = client_new ();

  client_bucket (client);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char      *n = cases[i].eol;
      g_autofree char *type = g_strconcat ("multipart/related; boundary=", cases[i].boundary, NULL);
      g_autofree char *body = g_strconcat (
        "--abc", n, "Content-Type: application/json", n, n,
        "{\"name\":\"data/train 1/\303\274../n.jsonl\",\"metadata\":{\"a\":\"1\"}}", n, "--abc", n,
        "Content-Type: application/jsonl", n, n, "line --abc one\n", n, "--abc--", n, NULL);
      g_autoptr (Answer) answer = client_send (
        client, "POST", "/upload/storage/v1/b/practice-bucket/o?uploadType=multipart", NULL, type,
        body, -1);

      g_assert_cmpuint (answer->status, ==, 200);
      g_assert_cmpstr (answer_text (answer, "contentType"), ==, "application/jsonl");
      g_assert_cmpstr (answer_text (answer, "metadata/a"), ==, "1");
      check_object (client, "line --abc one\n", 15);
    }
}

static void
test_list_and_delete (void)
{
  g_autoptr (Client) client = client_new ();
  g_autoptr (Answer) folder = NULL;
  g_autoptr (Answer) page = NULL;
  g_autoptr (Answer) refused = NULL;
  g_autoptr (Answer) deleted = NULL;
  g_autoptr (Answer) gone = NULL;

  client_bucket (client);
  client_upload (client, "a%2F1", "x", 1);
  client_upload (client, "a%2F2", "x", 1);
  client_upload (client, "b", "x", 1);
  folder = client_get (client, "/storage/v1/b/practice-bucket/o?delimiter=/");
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (folder->json, "items")), ==, 1);
  g_assert_cmpstr (exm_json_array_string (exm_json_get_array (folder->json, "prefixes"), 0), ==,
                   "a/");
  page = client_get (client, "/storage/v1/b/practice-bucket/o?prefix=a/&maxResults=1");
  g_assert_cmpuint (exm_json_array_size (exm_json_get_array (page->json, "items")), ==, 1);
  g_assert_nonnull (answer_text (page, "nextPageToken"));
  refused = client_send (client, "DELETE", "/storage/v1/b/practice-bucket/o/b?ifGenerationMatch=1",
                         NULL, NULL, NULL, 0);
  g_assert_cmpuint (refused->status, ==, 412);
  deleted = client_send (client, "DELETE", "/storage/v1/b/practice-bucket/o/b", NULL, NULL, NULL, 0);
  g_assert_cmpuint (deleted->status, ==, 204);
  gone = client_get (client, "/storage/v1/b/practice-bucket/o/b");
  g_assert_cmpuint (gone->status, ==, 404);
}

/* Each fault at each block: what is kept can always be gone on from. */
static void
test_faults (void)
{
  static const ExmPracticeFault faults[] = {
    { .kind = EXM_PRACTICE_FAULT_STATUS, .status = 503 },
    { .kind = EXM_PRACTICE_FAULT_CUT_BEFORE },
    { .kind = EXM_PRACTICE_FAULT_CUT_AFTER },
    { .kind = EXM_PRACTICE_FAULT_CUT_AT, .bytes = BLOCK + 10 },
    { .kind = EXM_PRACTICE_FAULT_PARTIAL, .bytes = BLOCK },
    { .kind = EXM_PRACTICE_FAULT_DELAY, .delay_ms = 30 },
  };
  g_autoptr (Client) client = client_new ();
  const gsize      size = 6 * BLOCK + 5;
  g_autofree char *bytes = make_bytes (size);

  client_bucket (client);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    for (guint skip = 0; skip < 3; skip++)
      {
        ExmPracticeFault fault = faults[i];
        g_autofree char *session = start (client, "");
        gint64           at = 0;
        guint            tries = 0;

        fault.method = "PUT";
        fault.path = "upload_id=";
        fault.skip = skip;
        exm_practice_add_fault (client->practice, &fault);
        while (at >= 0 && tries++ < 12)
          {
            const gsize n = MIN (2 * BLOCK, size - (gsize)at);
            g_autoptr (Answer) answer = put (client, session, bytes, (gsize)at, n, (gssize)size);

            if (answer->status == 200)
              break;
            exm_practice_clear_faults (client->practice);
            at = kept (client, session);
            if (tries < 12)
              {
                fault.skip = skip > tries ? skip - tries : 0;
                if (tries <= skip)
                  exm_practice_add_fault (client->practice, &fault);
              }
          }
        exm_practice_clear_faults (client->practice);
        g_assert_cmpint (kept (client, session), ==, -1);
        check_object (client, bytes, size);
      }
}

static void
test_wrong_checksum (void)
{
  const ExmPracticeFault fault = { .kind = EXM_PRACTICE_FAULT_CHECKSUM, .method = "PUT" };
  g_autoptr (Client) client = client_new ();
  g_autofree char *session = NULL;
  g_autoptr (Answer) answer = NULL;

  client_bucket (client);
  session = start (client, "");
  exm_practice_add_fault (client->practice, &fault);
  answer = put (client, session, "hello", 0, 5, 5);
  g_assert_cmpstr (answer_text (answer, "crc32c"), ==, "AAAAAA==");
  check_object (client, "hello", 5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/storage/buckets", test_buckets);
  g_test_add_func ("/practice/storage/sessions", test_sessions);
  g_test_add_func ("/practice/storage/session-restart", test_session_restart);
  g_test_add_func ("/practice/storage/session-ends", test_session_ends);
  g_test_add_func ("/practice/storage/hashes", test_hashes);
  g_test_add_func ("/practice/storage/multipart", test_multipart);
  g_test_add_func ("/practice/storage/list-and-delete", test_list_and_delete);
  g_test_add_func ("/practice/storage/faults", test_faults);
  g_test_add_func ("/practice/storage/wrong-checksum", test_wrong_checksum);
  return g_test_run ();
}
