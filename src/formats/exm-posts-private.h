/* exm-posts-private.h - one record of an archive as posts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-archive.h"
#include "exm-record-private.h"

G_BEGIN_DECLS

/* What a record is to us. */
typedef enum
{
  EXM_POST_TAKEN,
  EXM_POST_REPOST,  /* what somebody else wrote */
  EXM_POST_POINTER, /* the same, but only its address is there */
  EXM_POST_PRIVATE, /* a direct message */
  EXM_POST_NO_TEXT, /* a picture, or what was removed */
  EXM_POST_OTHER,   /* a like, a list: no post at all */
  EXM_POST_LOST,    /* the whole text of a post that is not there */
} ExmPostKind;

#define EXM_N_POST_KINDS 7

/*
 * ExmPost:
 * @text: as a person reads it
 * @author, @thread, @url: (nullable), as @time as ExmExample has them
 */
typedef struct
{
  ExmPostKind kind;
  GString    *text;
  char       *author;
  char       *thread;
  char       *url;
  gint64      time;
} ExmPost;

/* Values that the services' tables look for, see exm-posts-services.c. */
typedef enum
{
  EXM_FIELD_NONE,
  EXM_FIELD_TEXT,
  EXM_FIELD_MORE_TEXT, /* a warning, a title */
  EXM_FIELD_ID,
  EXM_FIELD_AUTHOR,
  EXM_FIELD_THREAD,
  EXM_FIELD_PARENT,
  EXM_FIELD_TIME,
  EXM_FIELD_URL,
  EXM_FIELD_TYPE,
  EXM_FIELD_INNER_TYPE,
  EXM_FIELD_REPOST,
  EXM_FIELD_TO,
  EXM_FIELD_LINK, /* begins one: the short and the long form follow */
  EXM_FIELD_LINK_SHORT,
  EXM_FIELD_LINK_LONG,
  EXM_FIELD_MEDIA_SHORT,
} ExmField;

typedef struct
{
  const char *path; /* "tweet.entities.urls[].url"; "*" is any one name */
  ExmField    field;
} ExmWant;

typedef struct
{
  ExmField    field;
  ExmJsonText text; /* of a number as it is written; borrowed */
} ExmValue;

typedef struct
{
  ExmService     service;
  char          *owner; /* (nullable): whose archive it is, as an author */
  ExmJsonScan   *scan;
  GString       *path;
  GArray        *values; /* ExmValue, of the present record */
  GPtrArray     *posts;  /* ExmPost: some are kept for the next record */
  guint          n_posts;
  const ExmWant *wants;
  gboolean       has_frame; /* Reddit: the record says what it is */
} ExmPostParser;

ExmPostParser *_exm_post_parser_new (ExmService  service,
                                     const char *owner);
void           _exm_post_parser_free (ExmPostParser *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmPostParser, _exm_post_parser_free)

/* Sets @posts, borrowed until the next record, to those of a JSON value, which may be
 * none. FALSE: @fault says why. */
gboolean _exm_post_parse (ExmPostParser  *self,
                          const char     *json,
                          gsize           len,
                          ExmRecordFault *fault);

/* For records that are no JSON: the caller adds the values. */
void     _exm_post_parser_begin (ExmPostParser *self);
void     _exm_post_parser_add (ExmPostParser *self,
                               ExmField       field,
                               const char    *text,
                               gsize          len);
gboolean _exm_post_parser_finish (ExmPostParser  *self,
                                  ExmRecordFault *fault);

/* --- for the services ---------------------------------------------------------------- */

ExmPost *_exm_post_parser_add_post (ExmPostParser *self);

/* The first value that is not empty; length 0 = none. */
ExmJsonText _exm_post_parser_get (const ExmPostParser *self,
                                  ExmField             field);
gboolean    _exm_post_parser_has (const ExmPostParser *self,
                                  ExmField             field);
char       *_exm_post_parser_dup (const ExmPostParser *self,
                                  ExmField             field);

gint64 _exm_post_parser_get_time (const ExmPostParser *self);

/* What the service's records hold, ended by a path of NULL; NULL = read by hand. */
const ExmWant *_exm_service_get_wants (ExmService service);

/* Makes a post of the values. FALSE: they are none of a record of the service. */
gboolean _exm_service_make_post (ExmPostParser *self,
                                 ExmPost       *post);

/* The same for rows of tables. */
gboolean _exm_reddit_make_row (ExmPostParser *self,
                               ExmPost       *post);
gboolean _exm_youtube_make_row (ExmPostParser *self,
                                ExmPost       *post);

/* A thing of Reddit: itself and what stands below it. */
gboolean _exm_reddit_take (ExmPostParser *self);

/* The kind of a post whose text is finished. */
void _exm_post_settle (ExmPost *post);

/* The service whose record this is; EXM_SERVICE_NONE = of none. */
ExmService _exm_post_guess_service (const char *json,
                                    gsize       len);

G_END_DECLS
