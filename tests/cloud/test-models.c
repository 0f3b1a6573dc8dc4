/* test-models.c - asking: bodies, answers, blocks, streams
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-models.h"
#include "exm-storage.h"
#include "fake-server.h"
#include "schema.h"

#define TOKEN "practice-canary"
#define ENDPOINT "projects/1/locations/us/endpoints/2"

typedef struct
{
  const char *body;
  guint       status;
  char       *target;
  char       *sent;
  guint       n;
} Model;

static char *
handle (FakeRequest *request,
        gpointer     user_data)
{
  Model *model = user_data;

  g_free (model->target);
  g_free (model->sent);
  model->target = g_strdup (request->target);
  model->sent = g_strndup ((const char *)request->body->data, request->body->len);
  model->n++;
  return fake_reply (model->status != 0 ? model->status : 200, "", model->body);
}

static void
model_clear (Model *model)
{
  g_free (model->target);
  g_free (model->sent);
}

static ExmGoogle *
connect_to (FakeServer *server)
{
  static const ExmHttpPace quick = { 5, 1, 4, 200 };
  ExmGoogle               *google = exm_google_new_practice (fake_server_get_origin (server), TOKEN, NULL);

  exm_http_set_pace (exm_google_get_http (google), &quick);
  return google;
}

static void
test_body (void)
{
  static const struct
  {
    const char *base;
    const char *has; /* nullable */
  } cases[] = {
    { "gemini-2.5-flash", "\"thinkingBudget\":0" },
    { "gemini-2.5-pro", "\"thinkingBudget\":128" },
    { "gemini-3.1-flash-lite", "\"thinkingLevel\":\"MINIMAL\"" },
    { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ExmGenerateRequest) request = exm_generate_request_new (ENDPOINT, "Text: \"hi\"\n");
      g_autofree char *body = NULL;

      request->base_model = g_strdup (cases[i].base);
      request->system_instruction = g_strdup ("Be terse.");
      request->max_output_tokens = 64;
      request->temperature = i == 0 ? 0.2 : -1;
      body = exm_generate_request_to_json (request);
      g_assert_nonnull (strstr (body, "\"role\":\"user\""));
      g_assert_nonnull (strstr (body, "Text: \\\"hi\\\"\\n"));
      g_assert_cmpint (strstr (body, "\"temperature\":0.2") != NULL, ==, i == 0);
      if (cases[i].has != NULL)
        g_assert_nonnull (strstr (body, cases[i].has));
      else
        g_assert_null (strstr (body, "thinking"));
      if (!schema_is_there ())
        return;
      schema_assert ("aiplatform-v1.json", "GoogleCloudAiplatformV1GenerateContentRequest", body);
    }
}

static void
test_answers (void)
{
  static const struct
  {
    const char *body;
    const char *text;
    gboolean    problem;
  } cases[] = {
    { "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"thinking\",\"thought\":true},{\"text\":\"Senti\"},{\"text\":\"ment: Negative\"}]},"
      "\"finishReason\":\"STOP\",\"avgLogprobs\":-0.25}],\"usageMetadata\":{\"promptTokenCount\":7,\"candidatesTokenCount\":3,\"totalTokenCount\":10}}",
      "Sentiment: Negative", FALSE },
    { "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Sent\"}]},\"finishReason\":\"MAX_TOKENS\"}]}", "Sent", TRUE },
    { "{\"candidates\":[{\"finishReason\":\"SAFETY\"}]}", "", TRUE },
    { "{\"candidates\":[{\"finishReason\":\"A_NEW_REASON\"}]}", "", TRUE },
    { "{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"}}", "", TRUE },
    { "{}", "", TRUE },
    { "{\"candidates\":{\"a\":1}}", "", TRUE },
    { "{\"candidates\":[7]}", "", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Model model = { .body = cases[i].body };
      g_autoptr (FakeServer) server = fake_server_new (handle, &model);
      g_autoptr (ExmGoogle) google = connect_to (server);
      g_autoptr (ExmGenerateRequest) request = exm_generate_request_new (ENDPOINT, "x");
      g_autoptr (ExmGenerateAnswer) answer = NULL;
      g_autoptr (GError) error = NULL;

      answer = exm_models_generate (google, request, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (model.target, ==, "/v1/" ENDPOINT ":generateContent");
      g_assert_cmpstr (answer->text, ==, cases[i].text);
      g_assert_cmpint (answer->problem != NULL, ==, cases[i].problem);
      if (i == 0)
        {
          g_assert_cmpint (answer->prompt_tokens, ==, 7);
          g_assert_cmpint (answer->output_tokens, ==, 3);
          g_assert_cmpint (answer->thought_tokens, ==, -1);
          g_assert_true (answer->has_avg_logprob);
          g_assert_cmpfloat (answer->avg_logprob, ==, -0.25);
        }
      model_clear (&model);
    }
}

static void
collect (const char *text,
         gpointer    user_data)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_string_append (user_data, text);
  g_string_append_c (user_data, '|');
}

static void
test_stream (void)
{
  static const struct
  {
    const char *body;
    const char *pieces;
    int         code; /* -1 fine */
  } cases[] = {
    { "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"S\xc3\xbc\"}]}}]}\r\n\r\n"
      "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\xf0\x9f\x98\x80\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"totalTokenCount\":5}}\r\n\r\n",
      "S\xc3\xbc|\xf0\x9f\x98\x80|", -1 },
    { "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"finishReason\":\"STOP\"}]}", "a|", -1 },
    { ": comment\n\ndata:{\"candidates\":\ndata:[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}\n\n", "a|", -1 },
    { "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}\n\ndata: {\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\"}}\n\n", "a|", EXM_CLOUD_ERROR_SERVER },
    { "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\"}}", "", EXM_CLOUD_ERROR_QUOTA },
    { "<html>hotel</html>", "", EXM_CLOUD_ERROR_BAD_REPLY },
    { "data: nonsense\n\n", "", EXM_CLOUD_ERROR_BAD_REPLY },
    { "", "", EXM_CLOUD_ERROR_BAD_REPLY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Model model = { .body = cases[i].body };
      g_autoptr (FakeServer) server = fake_server_new (handle, &model);
      g_autoptr (ExmGoogle) google = connect_to (server);
      g_autoptr (ExmGenerateRequest) request = exm_generate_request_new (ENDPOINT, "x");
      g_autoptr (ExmGenerateAnswer) answer = NULL;
      g_autoptr (GString) pieces = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      g_test_message ("case %u", i);
      fake_server_set_drip (server, 3, 1);
      answer = exm_models_stream (google, request, collect, pieces, NULL, &error);
      g_assert_cmpstr (pieces->str, ==, cases[i].pieces);
      if (cases[i].code >= 0)
        g_assert_error (error, EXM_CLOUD_ERROR, cases[i].code);
      else
        g_assert_no_error (error);
      g_assert_true (g_str_has_suffix (model.target, ":streamGenerateContent?alt=sse"));
      model_clear (&model);
    }
}

typedef struct
{
  GString           *pieces;
  ExmGenerateAnswer *answer;
  GError            *error;
  gboolean           ended;
  GThread           *thread;
} Async;

static void
async_piece (const char *text,
             gpointer    user_data)
{
  Async *async = user_data;

  g_assert_true (g_thread_self () == async->thread);
  g_assert_false (async->ended);
  collect (text, async->pieces);
}

static void
async_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Async *async = user_data;

  async->answer = exm_models_stream_finish (EXM_GOOGLE (source), result, &async->error);
  async->ended = TRUE;
}

static void
test_stream_async (void)
{
  Model model = { .body = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}\n\n"
                          "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"b\"}]},\"finishReason\":\"STOP\"}]}\n\n" };
  g_autoptr (FakeServer) server = fake_server_new (handle, &model);
  g_autoptr (ExmGoogle) google = connect_to (server);
  g_autoptr (ExmGenerateRequest) request = exm_generate_request_new (ENDPOINT, "x");
  Async async = { .pieces = g_string_new (NULL), .thread = g_thread_self () };

  exm_models_stream_async (google, request, async_piece, &async, NULL, NULL, async_cb, &async);
  while (!async.ended)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (async.error);
  g_assert_cmpstr (async.pieces->str, ==, "a|b|");
  g_assert_cmpstr (async.answer->text, ==, "ab");
  exm_generate_answer_free (async.answer);
  g_string_free (async.pieces, TRUE);
  model_clear (&model);
}

static void
test_count (void)
{
  Model model = { .body = "{\"totalTokens\":\"42\"}" };
  g_autoptr (FakeServer) server = fake_server_new (handle, &model);
  g_autoptr (ExmGoogle) google = connect_to (server);
  g_autofree char *name = exm_models_dup_publisher_name ("p", "global", "gemini-3.1-flash-lite");
  g_autoptr (ExmGenerateRequest) request = exm_generate_request_new (name, "x");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (exm_models_count_tokens (google, request, NULL, &error), ==, 42);
  g_assert_no_error (error);
  if (schema_is_there ())
    schema_assert ("aiplatform-v1.json", "GoogleCloudAiplatformV1CountTokensRequest", model.sent);
  model.body = "{\"totalTokens\":\"many\"}";
  g_assert_cmpint (exm_models_count_tokens (google, request, NULL, &error), ==, -1);
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY);
  g_clear_error (&error);
  model.status = 503;
  model.n = 0;
  g_assert_cmpint (exm_models_count_tokens (google, request, NULL, &error), ==, -1);
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_SERVER);
  g_assert_cmpuint (model.n, ==, 3);
  model_clear (&model);
}

static void
test_bucket (void)
{
  Model model = { .body = "{\"name\":\"my-bucket\",\"location\":\"US\",\"iamConfiguration\":{\"uniformBucketLevelAccess\":{\"enabled\":true}}}" };
  g_autoptr (FakeServer) server = fake_server_new (handle, &model);
  g_autoptr (ExmGoogle) google = connect_to (server);
  g_autoptr (ExmBucket) bucket = NULL;
  g_autoptr (GError) error = NULL;

  bucket = exm_storage_create_bucket (google, "p", "my-bucket", "US", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (bucket->uniform_access);
  g_assert_cmpstr (model.target, ==, "/storage/v1/b?project=p");
  if (schema_is_there ())
    schema_assert ("storage-v1.json", "Bucket", model.sent);

  /* An answer lost: looked up, not repeated. */
  model.status = 503;
  model.body = "{}";
  model.n = 0;
  g_assert_null (exm_storage_create_bucket (google, "p", "my-bucket", NULL, NULL, &error));
  g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_SERVER);
  g_assert_true (g_str_has_prefix (model.target, "/storage/v1/b?project=p&"));
  model_clear (&model);
}

static void
test_bucket_names (void)
{
  static const char *const good[] = { "abc", "my-project-tuning-1", "a_b", "123" };
  static const char *const bad[] = { "", "ab", "Abc", "-abc", "abc-", "a b c", "a.b.c", "goog-x", "my-google-x", "g00gle1", "../x", "ä-b-c" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_null (exm_storage_check_bucket_name (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_nonnull (exm_storage_check_bucket_name (bad[i]));
}

/* No name leaves its place in the path. */
static void
test_object_names (void)
{
  static const char *const names[] = { "../x", "a/../../b", "a%2F..%2Fb", "x?alt=media", "x#y", "a b", "ü", "..", ".", "", "a\nb",
                                       "a\r\nX: y", "%00", "//", "\\..\\x", "o/o/o" };
  Model                    model = { .body = "{}" };
  g_autoptr (FakeServer) server = fake_server_new (handle, &model);
  g_autoptr (ExmGoogle) google = connect_to (server);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_clear_pointer (&model.target, g_free);
      g_assert_null (exm_storage_get_object (google, "b", names[i], NULL, &error));
      if (g_error_matches (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_REFUSED))
        {
          g_assert_null (model.target);
          continue;
        }
      g_assert_true (g_str_has_prefix (model.target, "/storage/v1/b/b/o/"));
      g_assert_null (strpbrk (model.target + strlen ("/storage/v1/b/b/o/"), "/?#\\ "));
    }
  model_clear (&model);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/models/body", test_body);
  g_test_add_func ("/cloud/models/answers", test_answers);
  g_test_add_func ("/cloud/models/stream", test_stream);
  g_test_add_func ("/cloud/models/stream-async", test_stream_async);
  g_test_add_func ("/cloud/models/count", test_count);
  g_test_add_func ("/cloud/storage/bucket", test_bucket);
  g_test_add_func ("/cloud/storage/bucket-names", test_bucket_names);
  g_test_add_func ("/cloud/storage/object-names", test_object_names);
  return g_test_run ();
}
