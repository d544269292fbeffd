BEGIN TRANSACTION;
CREATE TABLE __diesel_schema_migrations (
       version VARCHAR(50) PRIMARY KEY NOT NULL,
       run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO "__diesel_schema_migrations" VALUES('20261123000001','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261123000002','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261123000003','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261123000004','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261124000005','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261124000006','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261124000009','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261124000010','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261124000011','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261124000012','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261124000013','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261124000020','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261127000021','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261127000022','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261127000023','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261128000024','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261128000025','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261128000026','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261128000027','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261128000028','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261128000029','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261128000030','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261128000031','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261128000032','2026-11-30 16:39:05');
INSERT INTO "__diesel_schema_migrations" VALUES('20261128000033','2026-11-30 16:39:05');
CREATE TABLE account (
  -- A UUID, as text.
  id text not null primary key,
  username text not null unique,
  -- argon2id, as a PHC string.
  password_hash text not null,
  division bigint not null check (division between 100000000000 and 999999999999),
  disabled boolean not null,
  -- Goes up with every change: the ETag, and what an access token must name to be honoured.
  version bigint not null,
  created_at timestamp not null
, id_number_index blob, role text not null default 'auditor'
  check (role in ('city_administrator', 'district_supervisor', 'town_officer', 'community_caseworker',
                      'hiring_platform', 'department', 'auditor')));
INSERT INTO "account" VALUES('aef7c52c-5fbe-49de-a5fc-3587a4f37716','admin','$argon2id$v=19$m=19456,t=2,p=1$3xnxI/Pq7jKjKyEzZF84pw$mtbdipR6piQLXAmFuy06Eakcx6IfZaOMlZghpt58V3g',440700000000,0,1,'2026-11-30 16:39:05.520366',NULL,'city_administrator');
INSERT INTO "account" VALUES('f58ee42b-7bd4-4e78-bb11-9eda25302f75','caseworker','$argon2id$v=19$m=19456,t=2,p=1$ZeDY78LCWlvywSp0XQOtEA$4kbefYb9BYi8CyHWM5En/b06S37ngstaqUR43svFX8s',440703002101,0,1,'2026-11-30 16:39:05.599547',NULL,'community_caseworker');
INSERT INTO "account" VALUES('48e6fc84-27fb-434d-b30a-9bc4a3fc5f80','officer','$argon2id$v=19$m=19456,t=2,p=1$k8xT3VAyZrwPR1vGsJx8Tw$yADaHzY9tQkzkLaEcNgKlBVIgmL1eDtKdfPi6Soo67A',440703002000,0,1,'2026-11-30 16:39:05.651672',NULL,'town_officer');
INSERT INTO "account" VALUES('da0a1a73-540c-41a8-8aeb-b27a9a6d852a','supervisor','$argon2id$v=19$m=19456,t=2,p=1$93S6gaEmckYL8USt45ZNoA$9BcZXqX87BH1YZB1j3Nq7KuFCdpVL5fOIgMCb5BXYjY',440703000000,0,1,'2026-11-30 16:39:05.700506',NULL,'district_supervisor');
INSERT INTO "account" VALUES('c1eb438e-d84c-40b0-9731-f51eec3a1902','platform','$argon2id$v=19$m=19456,t=2,p=1$0wzESYEtISMiwMY/yJWuJQ$aWqDA5rjB4EGvmm4q8mP0z+IgtQx9rKwhHNc3AfSt7c',440700000000,0,1,'2026-11-30 16:39:05.744934',NULL,'hiring_platform');
INSERT INTO "account" VALUES('5995e7f0-3762-42e9-b8a7-f1970676581a','department','$argon2id$v=19$m=19456,t=2,p=1$OlpDq23sze8nTPWMjPJwrQ$z3GW3panpmtoLg/ezrepk37ZWJkH/U+mOgCBOszfR5A',440700000000,0,1,'2026-11-30 16:39:05.798161',NULL,'department');
INSERT INTO "account" VALUES('c30e1ad6-4af2-4e72-a7d2-c5c67f7174b1','auditor','$argon2id$v=19$m=19456,t=2,p=1$vbcfiZ0X28XFUZ7oBSQE4w$kegsiRxK+x9B96VpViE+tj+DeGrn65aFnvsmEVzjdQc',440700000000,0,1,'2026-11-30 16:39:05.840457',NULL,'auditor');
CREATE TABLE application (
  -- The ledger position of what applied.
  position bigint not null primary key references fact (position),
  person_id bigint references person (id),
  household_id bigint references household (id),
  -- Of a person's.
  category smallint,
  applied_on date not null,
  -- Number of the stage (domain/codes.rs).
  stage smallint not null check (stage between 1 and 10),
  -- The day its limit runs from.
  since date not null,
  -- First and last day of the public notice.
  notice_from date,
  notice_until date,
  check ((person_id is null) <> (household_id is null)),
  check ((person_id is null) = (category is null)),
  check ((notice_from is null) = (notice_until is null))
);
INSERT INTO "application" VALUES(65,NULL,1,NULL,'2026-12-01',1,'2026-12-01',NULL,NULL);
CREATE TABLE audit (
  id integer not null primary key,
  at timestamp not null,
  account text,
  action text not null,
  subject text,
  request_id text not null,
  first_position bigint,
  last_position bigint
);
INSERT INTO "audit" VALUES(1,'2026-11-30 16:39:05.545232','aef7c52c-5fbe-49de-a5fc-3587a4f37716','signed_in',NULL,'d1333582-da22-4b32-8cd2-fc2ce9f2f3d9',NULL,NULL);
INSERT INTO "audit" VALUES(2,'2026-11-30 16:39:05.599768','aef7c52c-5fbe-49de-a5fc-3587a4f37716','account_created','f58ee42b-7bd4-4e78-bb11-9eda25302f75','1b54c186-b2ff-4eeb-a4d0-13f73034a225',NULL,NULL);
INSERT INTO "audit" VALUES(3,'2026-11-30 16:39:05.605772','f58ee42b-7bd4-4e78-bb11-9eda25302f75','signed_in',NULL,'838d2ba7-49d1-437a-8739-862dd85d9c84',NULL,NULL);
INSERT INTO "audit" VALUES(4,'2026-11-30 16:39:05.651852','aef7c52c-5fbe-49de-a5fc-3587a4f37716','account_created','48e6fc84-27fb-434d-b30a-9bc4a3fc5f80','cd3caa32-4ee1-412a-a696-6cf5813ee2e1',NULL,NULL);
INSERT INTO "audit" VALUES(5,'2026-11-30 16:39:05.654496','48e6fc84-27fb-434d-b30a-9bc4a3fc5f80','signed_in',NULL,'15b44057-2fbd-4db5-815e-964a5cbfae31',NULL,NULL);
INSERT INTO "audit" VALUES(6,'2026-11-30 16:39:05.700673','aef7c52c-5fbe-49de-a5fc-3587a4f37716','account_created','da0a1a73-540c-41a8-8aeb-b27a9a6d852a','737a13f8-50c5-4ba3-be48-89a7da0e8b73',NULL,NULL);
INSERT INTO "audit" VALUES(7,'2026-11-30 16:39:05.703251','da0a1a73-540c-41a8-8aeb-b27a9a6d852a','signed_in',NULL,'93f67472-b167-4fc6-9dcd-7510379e249d',NULL,NULL);
INSERT INTO "audit" VALUES(8,'2026-11-30 16:39:05.745184','aef7c52c-5fbe-49de-a5fc-3587a4f37716','account_created','c1eb438e-d84c-40b0-9731-f51eec3a1902','00c557d0-d5aa-4766-95e2-9675c1793037',NULL,NULL);
INSERT INTO "audit" VALUES(9,'2026-11-30 16:39:05.748374','c1eb438e-d84c-40b0-9731-f51eec3a1902','signed_in',NULL,'03a9fb85-9e16-47ed-9073-605ad6d92d01',NULL,NULL);
INSERT INTO "audit" VALUES(10,'2026-11-30 16:39:05.774163','aef7c52c-5fbe-49de-a5fc-3587a4f37716','endpoint_set','c1eb438e-d84c-40b0-9731-f51eec3a1902','3332733c-51f5-406d-9474-20ad9b127a6e',NULL,NULL);
INSERT INTO "audit" VALUES(11,'2026-11-30 16:39:05.798329','aef7c52c-5fbe-49de-a5fc-3587a4f37716','account_created','5995e7f0-3762-42e9-b8a7-f1970676581a','58e93183-255a-41fc-bc4c-6334ca68153f',NULL,NULL);
INSERT INTO "audit" VALUES(12,'2026-11-30 16:39:05.800907','5995e7f0-3762-42e9-b8a7-f1970676581a','signed_in',NULL,'323831e0-46bb-4a9c-b4b9-1282a830d3ab',NULL,NULL);
INSERT INTO "audit" VALUES(13,'2026-11-30 16:39:05.840636','aef7c52c-5fbe-49de-a5fc-3587a4f37716','account_created','c30e1ad6-4af2-4e72-a7d2-c5c67f7174b1','0f012679-1817-4ee8-8108-977af21bd8bc',NULL,NULL);
INSERT INTO "audit" VALUES(14,'2026-11-30 16:39:05.843199','c30e1ad6-4af2-4e72-a7d2-c5c67f7174b1','signed_in',NULL,'55229cd1-858b-40ef-8b1c-af4124c5e7b9',NULL,NULL);
INSERT INTO "audit" VALUES(15,'2026-11-30 16:39:05.869830','c1eb438e-d84c-40b0-9731-f51eec3a1902','messages_received','1-1','fdda57cb-8029-4f1e-b25e-fee87f042afb',NULL,NULL);
INSERT INTO "audit" VALUES(16,'2026-11-30 16:39:05.880926','c1eb438e-d84c-40b0-9731-f51eec3a1902','messages_received','2-2','76578401-4e08-4453-a74f-f89d852e901d',NULL,NULL);
INSERT INTO "audit" VALUES(17,'2026-11-30 16:39:05.901657','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'3378b2ab-ac63-4b3a-8cc5-a4d1c00f6835',1,1);
INSERT INTO "audit" VALUES(18,'2026-11-30 16:39:05.913997','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'1327c746-5b63-48e3-8356-752b6200b11e',2,2);
INSERT INTO "audit" VALUES(19,'2026-11-30 16:39:05.925526','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'ec31b78a-a4a5-47aa-a4b2-148580502f82',3,3);
INSERT INTO "audit" VALUES(20,'2026-11-30 16:39:05.937271','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'1ed3cbd6-e392-445d-a6bb-7ce9f2c8dd94',4,4);
INSERT INTO "audit" VALUES(21,'2026-11-30 16:39:05.953404','f58ee42b-7bd4-4e78-bb11-9eda25302f75','case_opened','5','2cb25976-195d-402b-ba33-85e7418fe5f1',NULL,NULL);
INSERT INTO "audit" VALUES(22,'2026-11-30 16:39:05.971957','f58ee42b-7bd4-4e78-bb11-9eda25302f75','case_assigned','5','69714097-a173-40ee-8980-44a1d436d9e2',NULL,NULL);
INSERT INTO "audit" VALUES(23,'2026-11-30 16:39:05.991642','f58ee42b-7bd4-4e78-bb11-9eda25302f75','referral_made','1','3d476831-a0e9-4403-875c-a345b0fd5d0c',NULL,NULL);
INSERT INTO "audit" VALUES(24,'2026-11-30 16:39:06.003486','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'c4fe77c3-cfd3-4ef5-9a57-133eeeec11a5',8,8);
INSERT INTO "audit" VALUES(25,'2026-11-30 16:39:06.015430','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'f223bd5d-0486-45dc-b150-f6c93f14472f',9,9);
INSERT INTO "audit" VALUES(26,'2026-11-30 16:39:06.028332','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'e5d7a3b9-8200-4e6b-ba80-1a9b6fc79874',10,10);
INSERT INTO "audit" VALUES(27,'2026-11-30 16:39:06.039494','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'b2973c59-c8de-42d5-b027-bf14a14f30e3',11,11);
INSERT INTO "audit" VALUES(28,'2026-11-30 16:39:06.053864','f58ee42b-7bd4-4e78-bb11-9eda25302f75','case_opened','12','d4837925-2bdd-420e-89c3-6a11dedcf20c',NULL,NULL);
INSERT INTO "audit" VALUES(29,'2026-11-30 16:39:06.066843','f58ee42b-7bd4-4e78-bb11-9eda25302f75','case_assigned','12','b9979f5d-ec37-4833-a156-c4c7d19944cb',NULL,NULL);
INSERT INTO "audit" VALUES(30,'2026-11-30 16:39:06.079908','f58ee42b-7bd4-4e78-bb11-9eda25302f75','referral_made','2','7e7e368d-25e8-4bf6-aa20-097d32bd678c',NULL,NULL);
INSERT INTO "audit" VALUES(31,'2026-11-30 16:39:06.089804','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'a26e35dc-141a-40c3-a618-a1126ae1d547',15,15);
INSERT INTO "audit" VALUES(32,'2026-11-30 16:39:06.101073','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'e7debe7e-7862-425f-bfbf-5fe1778b64df',16,16);
INSERT INTO "audit" VALUES(33,'2026-11-30 16:39:06.112197','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'67927848-6f19-48e2-99f0-a3c544e5761b',17,17);
INSERT INTO "audit" VALUES(34,'2026-11-30 16:39:06.122940','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'fe1fd02f-543c-434e-9a03-10ef886dd3d8',18,18);
INSERT INTO "audit" VALUES(35,'2026-11-30 16:39:06.136723','f58ee42b-7bd4-4e78-bb11-9eda25302f75','case_opened','19','70442fbb-ffc5-43d0-a05f-16e835fbc7b5',NULL,NULL);
INSERT INTO "audit" VALUES(36,'2026-11-30 16:39:06.148728','f58ee42b-7bd4-4e78-bb11-9eda25302f75','case_assigned','19','3dae1b42-4e27-4eb2-9416-714365be1c75',NULL,NULL);
INSERT INTO "audit" VALUES(37,'2026-11-30 16:39:06.161355','f58ee42b-7bd4-4e78-bb11-9eda25302f75','referral_made','3','ddb98b65-6725-488b-895f-7ae48433ace7',NULL,NULL);
INSERT INTO "audit" VALUES(38,'2026-11-30 16:39:06.171718','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'8b513f15-74bb-4357-b41e-6b14c4790b26',22,22);
INSERT INTO "audit" VALUES(39,'2026-11-30 16:39:06.183750','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'b2a12a7c-dcab-4e43-ad98-9c84131359d2',23,23);
INSERT INTO "audit" VALUES(40,'2026-11-30 16:39:06.195362','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'7c006486-453a-4dd6-b6f0-833bb7b96350',24,24);
INSERT INTO "audit" VALUES(41,'2026-11-30 16:39:06.206640','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'caa1cfb6-187e-4ffb-ba45-8396088fe876',25,25);
INSERT INTO "audit" VALUES(42,'2026-11-30 16:39:06.217453','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'87d322bf-aa4a-470e-ba1e-e282323e482c',26,26);
INSERT INTO "audit" VALUES(43,'2026-11-30 16:39:06.231394','f58ee42b-7bd4-4e78-bb11-9eda25302f75','case_opened','27','f9be9c32-c4e6-4a07-9d10-6b148f82054d',NULL,NULL);
INSERT INTO "audit" VALUES(44,'2026-11-30 16:39:06.243321','f58ee42b-7bd4-4e78-bb11-9eda25302f75','case_assigned','27','6b683c17-df8a-40f2-bf12-527752c76442',NULL,NULL);
INSERT INTO "audit" VALUES(45,'2026-11-30 16:39:06.256229','f58ee42b-7bd4-4e78-bb11-9eda25302f75','referral_made','4','5975e278-39a1-4193-bda4-7a93e3926154',NULL,NULL);
INSERT INTO "audit" VALUES(46,'2026-11-30 16:39:06.266348','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'af6898e0-f872-49fb-bf88-84106b90761e',30,30);
INSERT INTO "audit" VALUES(47,'2026-11-30 16:39:06.278788','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'740f7558-f4f4-4ccc-93a4-5933a0cafdc6',31,31);
INSERT INTO "audit" VALUES(48,'2026-11-30 16:39:06.290583','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'c9057334-27e3-4ffc-94e5-9443063dbd9f',32,32);
INSERT INTO "audit" VALUES(49,'2026-11-30 16:39:06.302053','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'62fbc17f-08d6-4083-b2f0-f372f16bdeda',33,33);
INSERT INTO "audit" VALUES(50,'2026-11-30 16:39:06.313182','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'b3208adf-160e-4b78-bfc7-aabc05f30b68',34,34);
INSERT INTO "audit" VALUES(51,'2026-11-30 16:39:06.327361','f58ee42b-7bd4-4e78-bb11-9eda25302f75','case_opened','35','873288e9-bf56-4085-8691-f6587caecce5',NULL,NULL);
INSERT INTO "audit" VALUES(52,'2026-11-30 16:39:06.339446','f58ee42b-7bd4-4e78-bb11-9eda25302f75','case_assigned','35','c218ff64-953e-4bd3-a59c-24b234ba36fe',NULL,NULL);
INSERT INTO "audit" VALUES(53,'2026-11-30 16:39:06.352336','f58ee42b-7bd4-4e78-bb11-9eda25302f75','referral_made','5','8c0756c9-a93b-4351-b120-56c7206663f2',NULL,NULL);
INSERT INTO "audit" VALUES(54,'2026-11-30 16:39:06.362622','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'a4b48875-dc15-4aea-85c6-5afcfb45678c',38,38);
INSERT INTO "audit" VALUES(55,'2026-11-30 16:39:06.374393','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'04d04f9c-550b-4a6c-8817-a8af772948d6',39,39);
INSERT INTO "audit" VALUES(56,'2026-11-30 16:39:06.385704','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'6834f696-d52a-45ae-856c-58b6f4b2f09d',40,40);
INSERT INTO "audit" VALUES(57,'2026-11-30 16:39:06.396683','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'98167def-aff3-4006-a6ed-b19b6e8bb743',41,41);
INSERT INTO "audit" VALUES(58,'2026-11-30 16:39:06.410610','f58ee42b-7bd4-4e78-bb11-9eda25302f75','case_opened','42','d8f54c46-3891-4cbb-b809-af15d0bcb3b0',NULL,NULL);
INSERT INTO "audit" VALUES(59,'2026-11-30 16:39:06.422561','f58ee42b-7bd4-4e78-bb11-9eda25302f75','case_assigned','42','5b9b7a85-a52a-4329-97a3-8ec0d44f49d2',NULL,NULL);
INSERT INTO "audit" VALUES(60,'2026-11-30 16:39:06.435465','f58ee42b-7bd4-4e78-bb11-9eda25302f75','referral_made','6','643211c1-69ef-48d6-9efc-66b95adbe2f3',NULL,NULL);
INSERT INTO "audit" VALUES(61,'2026-11-30 16:39:06.445825','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'894d53a4-c84d-46a8-ad92-d8e85b468776',45,45);
INSERT INTO "audit" VALUES(62,'2026-11-30 16:39:06.457333','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'5abdc5b5-b7f8-4fed-ad87-892debc4795c',46,46);
INSERT INTO "audit" VALUES(63,'2026-11-30 16:39:06.469539','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'87378206-a8e3-48ef-8344-33744fd13d7d',47,47);
INSERT INTO "audit" VALUES(64,'2026-11-30 16:39:06.480611','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'30f3dc60-2039-4f41-913c-ac2a7cdb19f8',48,48);
INSERT INTO "audit" VALUES(65,'2026-11-30 16:39:06.494521','f58ee42b-7bd4-4e78-bb11-9eda25302f75','case_opened','49','bf01c9c7-77cc-4dc3-a37c-a8c84d192b17',NULL,NULL);
INSERT INTO "audit" VALUES(66,'2026-11-30 16:39:06.506382','f58ee42b-7bd4-4e78-bb11-9eda25302f75','case_assigned','49','d35b48d4-7b19-4e85-81bd-6c7dae8605fc',NULL,NULL);
INSERT INTO "audit" VALUES(67,'2026-11-30 16:39:06.519224','f58ee42b-7bd4-4e78-bb11-9eda25302f75','referral_made','7','5eeb5ac3-0e43-4320-95b7-016ecba5997a',NULL,NULL);
INSERT INTO "audit" VALUES(68,'2026-11-30 16:39:06.529522','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'2732fe26-de42-4fb5-b25a-86f3f8049b5d',52,52);
INSERT INTO "audit" VALUES(69,'2026-11-30 16:39:06.541201','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'8ba6e79d-f504-4cf4-8809-8b2ce9c0fbf3',53,53);
INSERT INTO "audit" VALUES(70,'2026-11-30 16:39:06.552476','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'2611ad3e-0f32-43bf-8faa-44346fd0ea5d',54,54);
INSERT INTO "audit" VALUES(71,'2026-11-30 16:39:06.563593','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'97c403be-7718-4dbc-8eca-6dd4911875cd',55,55);
INSERT INTO "audit" VALUES(72,'2026-11-30 16:39:06.577151','f58ee42b-7bd4-4e78-bb11-9eda25302f75','case_opened','56','4c337930-cb18-481f-ad4c-9ade1ac8f61b',NULL,NULL);
INSERT INTO "audit" VALUES(73,'2026-11-30 16:39:06.588993','f58ee42b-7bd4-4e78-bb11-9eda25302f75','case_assigned','56','38d59274-9c95-4ca5-9c33-5c05282fd7c0',NULL,NULL);
INSERT INTO "audit" VALUES(74,'2026-11-30 16:39:06.602449','f58ee42b-7bd4-4e78-bb11-9eda25302f75','referral_made','8','5d4771fa-5023-4547-8ed8-f4b7867efc0a',NULL,NULL);
INSERT INTO "audit" VALUES(75,'2026-11-30 16:39:06.612541','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'b5445598-9964-410b-b14f-8caf80180072',59,59);
INSERT INTO "audit" VALUES(76,'2026-11-30 16:39:06.624838','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'7b58ed91-814b-4df0-853b-af75300cc33c',60,60);
INSERT INTO "audit" VALUES(77,'2026-11-30 16:39:06.636121','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'547c0992-a153-4ced-b59b-c438a459cfa9',61,61);
INSERT INTO "audit" VALUES(78,'2026-11-30 16:39:06.650425','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'33808d61-0849-47af-a6d0-f12139ff04c3',62,62);
INSERT INTO "audit" VALUES(79,'2026-11-30 16:39:06.661366','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'2090423c-a97f-47e4-a181-f367880e4c1c',63,63);
INSERT INTO "audit" VALUES(80,'2026-11-30 16:39:06.672614','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'922da50e-0d73-4011-9977-ce5c37dd2e34',64,64);
INSERT INTO "audit" VALUES(81,'2026-11-30 16:39:06.685651','f58ee42b-7bd4-4e78-bb11-9eda25302f75','application_filed','65','5cf67ebf-5143-4d8b-bd45-0404601e8a84',NULL,NULL);
INSERT INTO "audit" VALUES(82,'2026-11-30 16:39:06.698067','f58ee42b-7bd4-4e78-bb11-9eda25302f75','application_document_added','65','6774c426-4fe2-4b81-b232-b716c80b5adf',NULL,NULL);
INSERT INTO "audit" VALUES(83,'2026-11-30 16:39:06.709717','f58ee42b-7bd4-4e78-bb11-9eda25302f75','application_evidence_seen','65','46103f2a-03f6-402a-ab7e-9a6b491018cd',NULL,NULL);
INSERT INTO "audit" VALUES(84,'2026-11-30 16:39:06.720100','aef7c52c-5fbe-49de-a5fc-3587a4f37716','facts_recorded',NULL,'109df418-f575-4ebd-938d-39644ce46d82',69,69);
INSERT INTO "audit" VALUES(85,'2026-11-30 16:39:06.732101','aef7c52c-5fbe-49de-a5fc-3587a4f37716','month_closed','2026-08','454f70d2-cb92-4447-82d0-1c7eb6c21d70',NULL,NULL);
INSERT INTO "audit" VALUES(86,'2026-11-30 16:39:06.742737','aef7c52c-5fbe-49de-a5fc-3587a4f37716','month_closed','2026-09','7c79899e-e6e3-425b-94a8-364271ff7b96',NULL,NULL);
INSERT INTO "audit" VALUES(87,'2026-11-30 16:39:06.753156','aef7c52c-5fbe-49de-a5fc-3587a4f37716','month_closed','2026-10','36df4693-bcd4-4715-a823-ea228a9c0e08',NULL,NULL);
INSERT INTO "audit" VALUES(88,'2026-11-30 16:39:06.772241','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'f2b3b660-365a-4b26-94f9-811047964525',70,70);
INSERT INTO "audit" VALUES(89,'2026-11-30 16:39:06.786364','c1eb438e-d84c-40b0-9731-f51eec3a1902','messages_received','3-3','a71a9f03-1ae1-43dc-bbdf-a08eb9299204',NULL,NULL);
INSERT INTO "audit" VALUES(90,'2026-11-30 16:39:06.798650','c1eb438e-d84c-40b0-9731-f51eec3a1902','messages_received','4-4','1c3ac94c-e37e-4954-abf4-71d9087ea0ff',NULL,NULL);
INSERT INTO "audit" VALUES(91,'2026-11-30 16:39:06.808370','f58ee42b-7bd4-4e78-bb11-9eda25302f75','import_begun','1','e93ff9db-9241-43f1-9f2a-69328a423c73',NULL,NULL);
INSERT INTO "audit" VALUES(92,'2026-11-30 16:39:06.810878','f58ee42b-7bd4-4e78-bb11-9eda25302f75','import_recorded','1','e93ff9db-9241-43f1-9f2a-69328a423c73',72,73);
INSERT INTO "audit" VALUES(93,'2026-11-30 16:39:06.822066','5995e7f0-3762-42e9-b8a7-f1970676581a','roll_added','low_income 2026-10','3ff38fe4-c660-48ea-8016-9be912ef97d1',NULL,NULL);
INSERT INTO "audit" VALUES(94,'2026-11-30 16:39:06.822766','5995e7f0-3762-42e9-b8a7-f1970676581a','roll_completed','low_income 2026-10','3ff38fe4-c660-48ea-8016-9be912ef97d1',NULL,NULL);
INSERT INTO "audit" VALUES(95,'2026-11-30 16:39:06.832406','5995e7f0-3762-42e9-b8a7-f1970676581a','list_received','absence_started','84b442ce-618e-4e1b-8bea-cd7e3b219554',NULL,NULL);
INSERT INTO "audit" VALUES(96,'2026-11-30 16:39:06.835422','5995e7f0-3762-42e9-b8a7-f1970676581a','messages_received','5-5','84b442ce-618e-4e1b-8bea-cd7e3b219554',NULL,NULL);
INSERT INTO "audit" VALUES(97,'2026-11-30 16:39:06.845529','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'a72375a9-a76f-440d-80ea-c5a715253cca',75,75);
INSERT INTO "audit" VALUES(98,'2026-11-30 16:39:06.861993','f58ee42b-7bd4-4e78-bb11-9eda25302f75','facts_recorded',NULL,'441a29a2-c1b6-4b00-84f2-9eaa01570af1',76,76);
INSERT INTO "audit" VALUES(99,'2026-11-30 16:39:06.874796','48e6fc84-27fb-434d-b30a-9bc4a3fc5f80','person_read','13','c8523c51-e4c4-4b9d-8d9a-fa5189a98265',NULL,NULL);
INSERT INTO "audit" VALUES(100,'2026-11-30 16:39:06.875296','48e6fc84-27fb-434d-b30a-9bc4a3fc5f80','person_read','12','c8523c51-e4c4-4b9d-8d9a-fa5189a98265',NULL,NULL);
INSERT INTO "audit" VALUES(101,'2026-11-30 16:39:06.887692','48e6fc84-27fb-434d-b30a-9bc4a3fc5f80','people_merged','77','339feb9b-e1a8-4c0f-8591-fc545e452779',NULL,NULL);
INSERT INTO "audit" VALUES(102,'2026-11-30 16:39:06.897756','c1eb438e-d84c-40b0-9731-f51eec3a1902','seekers_read',NULL,'a1a53f70-e8c3-4143-8a82-f1502509000a',NULL,NULL);
CREATE TABLE contributor (
  month text not null check (length(month) = 7),
  uscc text not null check (length(uscc) = 18),
  primary key (month, uscc)
);
CREATE TABLE delivery (
  -- In the order in which they are to arrive.
  id bigint not null primary key,
  account text not null references account (id),
  -- The same at every attempt: by it the receiver knows a repetition.
  event_id text not null unique,
  subject text not null,
  -- The event as it is sent; it holds no personal data.
  body text not null,
  -- Number of the state (domain/codes.rs): pending, delivered, dead.
  state smallint not null check (state between 1 and 3),
  attempts integer not null check (attempts >= 0),
  -- When it is to be tried next.
  due_at timestamp,
  -- The status of the last answer, none where there was none.
  last_status smallint,
  created_at timestamp not null,
  -- When it was delivered or given up.
  settled_at timestamp,
  check ((state = 1) = (due_at is not null)),
  check ((state = 1) = (settled_at is null))
);
INSERT INTO "delivery" VALUES(1,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-07d1-7858-b1e3-550307bb4db9','2e8ebd00a9457b602cd0343f34f54cd32bd4e09427bbdda44a43f8bc0e0beeff','{"data":{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703","seeker":"2e8ebd00a9457b602cd0343f34f54cd32bd4e09427bbdda44a43f8bc0e0beeff"},"datacontenttype":"application/json","id":"01a22d53-07d1-7858-b1e3-550307bb4db9","sequence":"0000000000000000001","source":"/bangfu","specversion":"1.0","subject":"2e8ebd00a9457b602cd0343f34f54cd32bd4e09427bbdda44a43f8bc0e0beeff","time":"2026-11-30T16:39:05.937271Z","type":"bangfu.seeker_offered"}',1,1,'2026-11-30 16:39:11.248723',NULL,'2026-11-30 16:39:05.937271',NULL);
INSERT INTO "delivery" VALUES(2,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-0807-7a30-9c0b-bbbc64470d51','1436373a-73f8-4ee2-86ed-d5061193ad90','{"data":{"answer_by":"2026-12-08","employer":"91350100M000100Y43","id":1,"made_on":"2026-12-01","referral":"1436373a-73f8-4ee2-86ed-d5061193ad90","vacancy":{"source":"/hiring","subject":"V"}},"datacontenttype":"application/json","id":"01a22d53-0807-7a30-9c0b-bbbc64470d51","sequence":"0000000000000000002","source":"/bangfu","specversion":"1.0","subject":"1436373a-73f8-4ee2-86ed-d5061193ad90","time":"2026-11-30T16:39:05.991400Z","type":"bangfu.referral_made"}',1,1,'2026-11-30 16:39:11.635047',NULL,'2026-11-30 16:39:05.991400',NULL);
INSERT INTO "delivery" VALUES(3,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-0837-763d-89fd-923d26e8cc9f','009c3e2c1301bd2ce6106f8dc9992737ec11f525365410e0eae4e0df8da4f851','{"data":{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703","seeker":"009c3e2c1301bd2ce6106f8dc9992737ec11f525365410e0eae4e0df8da4f851"},"datacontenttype":"application/json","id":"01a22d53-0837-763d-89fd-923d26e8cc9f","sequence":"0000000000000000003","source":"/bangfu","specversion":"1.0","subject":"009c3e2c1301bd2ce6106f8dc9992737ec11f525365410e0eae4e0df8da4f851","time":"2026-11-30T16:39:06.039494Z","type":"bangfu.seeker_offered"}',1,1,'2026-11-30 16:39:11.647849',NULL,'2026-11-30 16:39:06.039494',NULL);
INSERT INTO "delivery" VALUES(4,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-085f-780d-9c13-fbe8403e4e40','65dd0f29-a766-4ae3-bd58-a4db2e560191','{"data":{"answer_by":"2026-12-08","employer":"91350100M000100Y43","id":2,"made_on":"2026-12-01","referral":"65dd0f29-a766-4ae3-bd58-a4db2e560191","vacancy":{"source":"/hiring","subject":"V"}},"datacontenttype":"application/json","id":"01a22d53-085f-780d-9c13-fbe8403e4e40","sequence":"0000000000000000004","source":"/bangfu","specversion":"1.0","subject":"65dd0f29-a766-4ae3-bd58-a4db2e560191","time":"2026-11-30T16:39:06.079745Z","type":"bangfu.referral_made"}',1,1,'2026-11-30 16:39:11.894715',NULL,'2026-11-30 16:39:06.079745',NULL);
INSERT INTO "delivery" VALUES(5,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-088a-774b-ba5f-0396a52a9129','1ee1b3d15564d0a0d3fdea066db07195edd0736804a46977f21dbba3c38fb431','',3,0,NULL,NULL,'2026-11-30 16:39:06.122940','2026-11-30 16:39:06.171718');
INSERT INTO "delivery" VALUES(6,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-08b1-77c3-9924-01e209d3dcd4','fa29ef86-ba4a-47a8-8717-879736b9f66b','{"data":{"answer_by":"2026-12-08","employer":"91350100M000100Y43","id":3,"made_on":"2026-12-01","referral":"fa29ef86-ba4a-47a8-8717-879736b9f66b","vacancy":{"source":"/hiring","subject":"V"}},"datacontenttype":"application/json","id":"01a22d53-08b1-77c3-9924-01e209d3dcd4","sequence":"0000000000000000006","source":"/bangfu","specversion":"1.0","subject":"fa29ef86-ba4a-47a8-8717-879736b9f66b","time":"2026-11-30T16:39:06.161200Z","type":"bangfu.referral_made"}',1,1,'2026-11-30 16:39:12.339846',NULL,'2026-11-30 16:39:06.161200',NULL);
INSERT INTO "delivery" VALUES(7,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-08bb-7b00-a82a-d24d22aca0da','1ee1b3d15564d0a0d3fdea066db07195edd0736804a46977f21dbba3c38fb431','{"data":{"seeker":"1ee1b3d15564d0a0d3fdea066db07195edd0736804a46977f21dbba3c38fb431"},"datacontenttype":"application/json","id":"01a22d53-08bb-7b00-a82a-d24d22aca0da","sequence":"0000000000000000007","source":"/bangfu","specversion":"1.0","subject":"1ee1b3d15564d0a0d3fdea066db07195edd0736804a46977f21dbba3c38fb431","time":"2026-11-30T16:39:06.171718Z","type":"bangfu.seeker_withdrawn"}',1,0,'2026-11-30 16:39:06.171718',NULL,'2026-11-30 16:39:06.171718',NULL);
INSERT INTO "delivery" VALUES(8,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-08e9-784b-be24-362c0ed61caa','8d0ee4d324a60005340035ea21d033f07ef324e2bba5510405e4738549ad64b3','',3,0,NULL,NULL,'2026-11-30 16:39:06.217453','2026-11-30 16:39:06.266348');
INSERT INTO "delivery" VALUES(9,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-0910-728a-a906-47c60bf60d6f','85f5c4fe-3393-4aef-85ad-8d702e7f0d2f','{"data":{"answer_by":"2026-12-08","employer":"91350100M000100Y43","id":4,"made_on":"2026-12-01","referral":"85f5c4fe-3393-4aef-85ad-8d702e7f0d2f","vacancy":{"source":"/hiring","subject":"V"}},"datacontenttype":"application/json","id":"01a22d53-0910-728a-a906-47c60bf60d6f","sequence":"0000000000000000009","source":"/bangfu","specversion":"1.0","subject":"85f5c4fe-3393-4aef-85ad-8d702e7f0d2f","time":"2026-11-30T16:39:06.256071Z","type":"bangfu.referral_made"}',1,0,'2026-11-30 16:39:06.256071',NULL,'2026-11-30 16:39:06.256071',NULL);
INSERT INTO "delivery" VALUES(10,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-091a-7d76-bd5a-74cd94694ef0','8d0ee4d324a60005340035ea21d033f07ef324e2bba5510405e4738549ad64b3','{"data":{"seeker":"8d0ee4d324a60005340035ea21d033f07ef324e2bba5510405e4738549ad64b3"},"datacontenttype":"application/json","id":"01a22d53-091a-7d76-bd5a-74cd94694ef0","sequence":"0000000000000000010","source":"/bangfu","specversion":"1.0","subject":"8d0ee4d324a60005340035ea21d033f07ef324e2bba5510405e4738549ad64b3","time":"2026-11-30T16:39:06.266348Z","type":"bangfu.seeker_withdrawn"}',1,0,'2026-11-30 16:39:06.266348',NULL,'2026-11-30 16:39:06.266348',NULL);
INSERT INTO "delivery" VALUES(11,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-0949-731f-b5d3-1b83e9bd1560','2087dd7bcdbd741bcb2afec055c27a4f8febd1017055ce6c2d9c71f4e193b4e4','{"data":{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703","seeker":"2087dd7bcdbd741bcb2afec055c27a4f8febd1017055ce6c2d9c71f4e193b4e4"},"datacontenttype":"application/json","id":"01a22d53-0949-731f-b5d3-1b83e9bd1560","sequence":"0000000000000000011","source":"/bangfu","specversion":"1.0","subject":"2087dd7bcdbd741bcb2afec055c27a4f8febd1017055ce6c2d9c71f4e193b4e4","time":"2026-11-30T16:39:06.313182Z","type":"bangfu.seeker_offered"}',1,0,'2026-11-30 16:39:06.313182',NULL,'2026-11-30 16:39:06.313182',NULL);
INSERT INTO "delivery" VALUES(12,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-0970-7f40-a162-7619b0974260','f5414c4a-c544-4329-886a-fa04c11e391e','{"data":{"answer_by":"2026-12-08","employer":"91350100M000100Y43","id":5,"made_on":"2026-12-01","referral":"f5414c4a-c544-4329-886a-fa04c11e391e","vacancy":{"source":"/hiring","subject":"V"}},"datacontenttype":"application/json","id":"01a22d53-0970-7f40-a162-7619b0974260","sequence":"0000000000000000012","source":"/bangfu","specversion":"1.0","subject":"f5414c4a-c544-4329-886a-fa04c11e391e","time":"2026-11-30T16:39:06.352176Z","type":"bangfu.referral_made"}',1,0,'2026-11-30 16:39:06.352176',NULL,'2026-11-30 16:39:06.352176',NULL);
INSERT INTO "delivery" VALUES(13,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-099c-7f28-ad8d-607d4cfd0a87','0266c02a5b595be65b153cf688a9f823cf1fbf9479702588713b4058b39e6ac8','{"data":{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703","seeker":"0266c02a5b595be65b153cf688a9f823cf1fbf9479702588713b4058b39e6ac8"},"datacontenttype":"application/json","id":"01a22d53-099c-7f28-ad8d-607d4cfd0a87","sequence":"0000000000000000013","source":"/bangfu","specversion":"1.0","subject":"0266c02a5b595be65b153cf688a9f823cf1fbf9479702588713b4058b39e6ac8","time":"2026-11-30T16:39:06.396683Z","type":"bangfu.seeker_offered"}',1,0,'2026-11-30 16:39:06.396683',NULL,'2026-11-30 16:39:06.396683',NULL);
INSERT INTO "delivery" VALUES(14,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-09c3-7ff9-b3d9-2c62714aad30','c2c5af5d-8c47-4152-a0bf-cccd4f4e0f4c','{"data":{"answer_by":"2026-12-08","employer":"91350100M000100Y43","id":6,"made_on":"2026-12-01","referral":"c2c5af5d-8c47-4152-a0bf-cccd4f4e0f4c","vacancy":{"source":"/hiring","subject":"V"}},"datacontenttype":"application/json","id":"01a22d53-09c3-7ff9-b3d9-2c62714aad30","sequence":"0000000000000000014","source":"/bangfu","specversion":"1.0","subject":"c2c5af5d-8c47-4152-a0bf-cccd4f4e0f4c","time":"2026-11-30T16:39:06.435311Z","type":"bangfu.referral_made"}',1,0,'2026-11-30 16:39:06.435311',NULL,'2026-11-30 16:39:06.435311',NULL);
INSERT INTO "delivery" VALUES(15,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-09f0-7133-a6b5-03e33e840d11','6b9a6f6562fd7a95c5c5f1d70636d0db5dc07bdbd978d5eabc183326173ac673','{"data":{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703","seeker":"6b9a6f6562fd7a95c5c5f1d70636d0db5dc07bdbd978d5eabc183326173ac673"},"datacontenttype":"application/json","id":"01a22d53-09f0-7133-a6b5-03e33e840d11","sequence":"0000000000000000015","source":"/bangfu","specversion":"1.0","subject":"6b9a6f6562fd7a95c5c5f1d70636d0db5dc07bdbd978d5eabc183326173ac673","time":"2026-11-30T16:39:06.480611Z","type":"bangfu.seeker_offered"}',1,0,'2026-11-30 16:39:06.480611',NULL,'2026-11-30 16:39:06.480611',NULL);
INSERT INTO "delivery" VALUES(16,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-0a17-7cf8-b7a0-48c414dba6c6','99f0351d-56a2-4ee1-8000-e60f4868814e','{"data":{"answer_by":"2026-12-08","employer":"91350100M000100Y43","id":7,"made_on":"2026-12-01","referral":"99f0351d-56a2-4ee1-8000-e60f4868814e","vacancy":{"source":"/hiring","subject":"V"}},"datacontenttype":"application/json","id":"01a22d53-0a17-7cf8-b7a0-48c414dba6c6","sequence":"0000000000000000016","source":"/bangfu","specversion":"1.0","subject":"99f0351d-56a2-4ee1-8000-e60f4868814e","time":"2026-11-30T16:39:06.519061Z","type":"bangfu.referral_made"}',1,0,'2026-11-30 16:39:06.519061',NULL,'2026-11-30 16:39:06.519061',NULL);
INSERT INTO "delivery" VALUES(17,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-0a43-7adf-9f4a-45576688ff05','8fdd5342d33c74e45978f8404139bc4f2cd0cf3ad09ecc23397ec4156573ff8e','',3,0,NULL,NULL,'2026-11-30 16:39:06.563593','2026-11-30 16:39:06.612541');
INSERT INTO "delivery" VALUES(18,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-0a6a-7542-8ce8-b4cc37c8d107','744faf23-ea01-41ad-bfee-4b1ae07d0fec','{"data":{"answer_by":"2026-12-08","employer":"91350100M000100Y43","id":8,"made_on":"2026-12-01","referral":"744faf23-ea01-41ad-bfee-4b1ae07d0fec","vacancy":{"source":"/hiring","subject":"V"}},"datacontenttype":"application/json","id":"01a22d53-0a6a-7542-8ce8-b4cc37c8d107","sequence":"0000000000000000018","source":"/bangfu","specversion":"1.0","subject":"744faf23-ea01-41ad-bfee-4b1ae07d0fec","time":"2026-11-30T16:39:06.602291Z","type":"bangfu.referral_made"}',1,0,'2026-11-30 16:39:06.602291',NULL,'2026-11-30 16:39:06.602291',NULL);
INSERT INTO "delivery" VALUES(19,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-0a74-7a37-819b-7d899cfc8fc5','8fdd5342d33c74e45978f8404139bc4f2cd0cf3ad09ecc23397ec4156573ff8e','{"data":{"seeker":"8fdd5342d33c74e45978f8404139bc4f2cd0cf3ad09ecc23397ec4156573ff8e"},"datacontenttype":"application/json","id":"01a22d53-0a74-7a37-819b-7d899cfc8fc5","sequence":"0000000000000000019","source":"/bangfu","specversion":"1.0","subject":"8fdd5342d33c74e45978f8404139bc4f2cd0cf3ad09ecc23397ec4156573ff8e","time":"2026-11-30T16:39:06.612541Z","type":"bangfu.seeker_withdrawn"}',1,0,'2026-11-30 16:39:06.612541',NULL,'2026-11-30 16:39:06.612541',NULL);
INSERT INTO "delivery" VALUES(20,'c1eb438e-d84c-40b0-9731-f51eec3a1902','01a22d53-0a80-78b6-8229-91a5f94560a7','8fdd5342d33c74e45978f8404139bc4f2cd0cf3ad09ecc23397ec4156573ff8e','{"data":{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703","seeker":"8fdd5342d33c74e45978f8404139bc4f2cd0cf3ad09ecc23397ec4156573ff8e"},"datacontenttype":"application/json","id":"01a22d53-0a80-78b6-8229-91a5f94560a7","sequence":"0000000000000000020","source":"/bangfu","specversion":"1.0","subject":"8fdd5342d33c74e45978f8404139bc4f2cd0cf3ad09ecc23397ec4156573ff8e","time":"2026-11-30T16:39:06.624838Z","type":"bangfu.seeker_offered"}',1,0,'2026-11-30 16:39:06.624838',NULL,'2026-11-30 16:39:06.624838',NULL);
CREATE TABLE document (
  id bigint not null primary key,
  -- SM3 of the content, as sm3: and 64 hexadecimal digits.
  hash text not null unique check (length(hash) = 68),
  media_type text not null check (media_type in ('application/pdf', 'image/jpeg', 'image/png')),
  size bigint not null check (size > 0),
  -- The file's own key, wrapped by the master key, and the content sealed with it.
  wrapped blob not null,
  sealed blob not null,
  added_at timestamp not null
);
INSERT INTO "document" VALUES(1,'sm3:28bbb084975422c35f3e107efa5d08e55ed516ff655f1399ed22fe0681746a29','application/pdf',42,X'0100016AA9AE35BE94F69459F15AFF04EDBD313D3CE39A5B43E48C3E0D954D8892A5140A9CBBE81E2C2226DAB719C1FF7222FE',X'016AA9AE359C11DA0C5E7F22564502C7B2505EF0EB2E733358C54180725E554E1657B5C1B07BC478083FCCCE0473DA4C07A19387DD963CC9DD933CF49775BE38806DD096203F4E58EA65B1','2026-11-30 16:39:06.698007');
CREATE TABLE employer (
  id bigint not null primary key,
  account text not null references account (id),
  source text not null,
  subject text not null,
  uscc text not null check (length(uscc) = 18),
  name text not null,
  division bigint not null check (division between 100000000000 and 999999999999),
  industry text,
  deregistered_on date,
  unique (subject, account, source)
);
INSERT INTO "employer" VALUES(1,'c1eb438e-d84c-40b0-9731-f51eec3a1902','/hiring','E','91350100M000100Y43','江门某机械有限公司',440703000000,NULL,NULL);
CREATE TABLE employment (
  id bigint not null primary key,
  sender_id integer not null references sender (id),
  ref text not null,
  unique (ref, sender_id)
);
INSERT INTO "employment" VALUES(1,2,'H1');
CREATE TABLE endpoint (
  id bigint not null primary key,
  account text not null unique references account (id),
  url text not null,
  -- What deliveries are signed with, sealed with a key of its own that the master key wraps.
  wrapped blob not null,
  sealed blob not null,
  set_at timestamp not null
, old_wrapped blob, old_sealed blob, old_until timestamp
  check ((old_until is null) = (old_wrapped is null) and (old_until is null) = (old_sealed is null)));
INSERT INTO "endpoint" VALUES(1,'c1eb438e-d84c-40b0-9731-f51eec3a1902','http://127.0.0.1:9/',X'010001B7E296E1A480D9FB68AD7DC05B4C457AD5FB9A0C0B801AA01EEB8F4A38B7A2655432AD11B39C7C1F851618C0B27EC4E3',X'01B7E296E10B57C8A327F2632A1CD160580379BBA5BF9786C2CF489B69A9A3E8F0282A31BF86CC54C55AC357397AB5DEE567366F2C8920287B32BE4C9D8601A75A','2026-11-30 16:39:05.774056',NULL,NULL,NULL);
CREATE TABLE "fact" (
  position integer not null primary key,
  -- Number of the kind (domain/codes.rs). 27 is a close, which is no fact.
  kind smallint not null check (kind between 1 and 26 or kind between 28 and 60),
  effective_on date not null,
  sender_id integer not null references sender (id),
  event_ref text not null,
  -- Keyed SM3 of the content, to tell a duplicate from a conflict.
  content_hash blob not null,
  person_id bigint references person (id),
  household_id bigint references household (id),
  employment_id bigint references employment (id),
  helper_id bigint references helper (id),
  division bigint check (division between 100000000000 and 999999999999),
  -- What the kind enumerates: absence, form, category, service, step, package, close reason or mode; of a wish 1 = work,
  -- 2 = help, 3 = both; of a household 1 = urban; of a delegation 1 = in force; of an answer 1 = accepted.
  code smallint,
  -- The officer's reason of a removal.
  reason smallint,
  -- Fen a month: the pay, or the living line.
  amount bigint check (amount >= 0),
  sex smallint check (sex in (1, 2)),
  retirement_group smallint check (retirement_group in (1, 2, 3)),
  born_on date,
  -- The position this fact voids; no fact is voided twice.
  voids bigint unique references "fact" (position),
  personal_id bigint references personal (id),
  -- Attributes no rule reads, as a JSON object in the names of the interchange lines.
  attributes text,
  -- When the sender says it was recorded, and when it was (UTC).
  claimed_at timestamp,
  recorded_at timestamp not null,
  -- Of a start: its employment has ends or pay changes that were recorded for somebody else.
  inherits boolean not null default false check (inherits in (0, 1) and (kind = 11 or not inherits)),
  -- The application this is a step of.
  about bigint references "fact" (position),
  -- The person whose registration was given up; person_id is the one who stays.
  other_id bigint references person (id),
  unique (event_ref, sender_id),
  check ((kind = 26) = (voids is not null)),
  check ((kind in (1, 2, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 21, 22, 23, 24, 30, 31, 32, 33, 34, 35, 36, 37)) = (person_id is not null) or kind in (26, 28) or kind > 37),
  check ((kind in (3, 4, 5, 6, 16, 17, 18)) = (household_id is not null) or kind in (26, 28) or kind > 37),
  check (kind <> 28 or (person_id is null) <> (household_id is null)),
  check ((kind in (11, 12, 13)) = (employment_id is not null) or kind = 26 or kind > 37),
  check ((kind in (22, 23, 34)) = (helper_id is not null) or kind in (24, 26) or kind > 37),
  check ((kind in (1, 3, 6, 25, 29)) = (division is not null) or kind in (2, 26) or kind > 37),
  check ((kind = 1) = (born_on is not null)),
  check ((kind = 1) = (sex is not null)),
  check (kind not in (3, 7, 8, 9, 11, 19, 20, 24, 28, 29, 31, 33, 35) or code is not null),
  check ((kind in (18, 21, 36)) = (reason is not null) or kind > 37),
  check (kind not in (12, 25) or amount is not null),
  check ((kind = 28) = (about is not null)),
  check ((kind = 30) = (other_id is not null))
);
INSERT INTO "fact" VALUES(1,1,'2026-08-03',1,'http:01a22d53-07ac-7be2-9f0f-3dc00a62627e',X'28C0898775932C46C4DFF360843C81762057F86E440B435F51BE99BB22A4A130',1,NULL,NULL,NULL,440703002101,NULL,NULL,NULL,1,NULL,'2014-05-06',NULL,1,'{"education":"60"}',NULL,'2026-11-30 16:39:05.901657',0,NULL,NULL);
INSERT INTO "fact" VALUES(2,7,'2026-08-03',1,'http:01a22d53-07b9-79f5-a739-047205bfea11',X'5A4289B352049D40DE462C086DAC5CA5FB2EFEBBCA7AAE8A3855E8103040CFCC',1,NULL,NULL,NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:05.913997',0,NULL,NULL);
INSERT INTO "fact" VALUES(3,14,'2026-08-03',1,'http:01a22d53-07c5-7aea-b411-96d41155c29a',X'5E36678C512D2915E1DA4C009B8A083A29B015DEAA9C2C31700E9C651F8E4037',1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:05.925526',0,NULL,NULL);
INSERT INTO "fact" VALUES(4,38,'2026-12-01',1,'http:01a22d53-07d1-7e21-9f20-022eff4ba82e',X'66DC340AC8C9EBBDCBA1CB1F00FE58A61460D4540B15B1FDB662BE3E48E875AB',1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"occupations":["6-18-01"],"profile_shared":true}',NULL,'2026-11-30 16:39:05.937271',0,NULL,NULL);
INSERT INTO "fact" VALUES(5,31,'2026-12-01',1,'http:01a22d53-07df-767b-9075-101defb4df2c',X'8287CAF43BB0E4B24A3A618E45F9BFB2E73D598FEC5E79F0C8E1EB4F5BC83709',1,NULL,NULL,NULL,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"officer":"f58ee42b-7bd4-4e78-bb11-9eda25302f75"}',NULL,'2026-11-30 16:39:05.951335',0,NULL,NULL);
INSERT INTO "fact" VALUES(6,22,'2026-12-01',1,'http:01a22d53-07ed-70a9-9454-3f7d8bedc334',X'8B18B4CD22727987F61741DD60B60A478724891760E6BB4898EE7D35315350FB',1,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:05.965226',0,NULL,NULL);
INSERT INTO "fact" VALUES(7,24,'2026-12-01',1,'http:01a22d53-0804-754c-81b4-0f447870f663',X'651A17580095A285F09F04FCBFD108BD40E466F1DD358A18890D0FEE2437592C',1,NULL,NULL,1,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"posts":1}',NULL,'2026-11-30 16:39:05.988484',0,NULL,NULL);
INSERT INTO "fact" VALUES(8,1,'2026-08-03',1,'http:01a22d53-0813-73db-ab12-4ed210fad37d',X'2970ADBCA7CA252D2263F299146A28C317AC59678E5029A45D46E6A053F00BEA',2,NULL,NULL,NULL,440703002101,NULL,NULL,NULL,1,NULL,'1964-03-10',NULL,8,'{"education":"60"}',NULL,'2026-11-30 16:39:06.003486',0,NULL,NULL);
INSERT INTO "fact" VALUES(9,7,'2026-08-03',1,'http:01a22d53-081f-73fd-80f3-a2a58039f7fc',X'E5B01E659ACC966F447D99169E91D47267096067FED3028C07C1FD9075D71913',2,NULL,NULL,NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.015430',0,NULL,NULL);
INSERT INTO "fact" VALUES(10,14,'2026-08-03',1,'http:01a22d53-082b-7042-8f90-b02af393c2f8',X'655F22B9D8E7991C03A08FC84A153D4B1A446DFEA07A4F65F6B5473059C95E95',2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.028332',0,NULL,NULL);
INSERT INTO "fact" VALUES(11,38,'2026-12-01',1,'http:01a22d53-0837-79f1-8d9c-1adcdfae89ec',X'92FD6B43669256C4F9D21FF83E95124E7B75B240DF5A6C581261C23B79428313',2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"occupations":["6-18-01"],"profile_shared":true}',NULL,'2026-11-30 16:39:06.039494',0,NULL,NULL);
INSERT INTO "fact" VALUES(12,31,'2026-12-01',1,'http:01a22d53-0844-7f03-a9e4-f02a6339a756',X'31B042D08FA0AC7272D9D8E3C58B1ED77791E483F308718A6C08602655F07103',2,NULL,NULL,NULL,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"officer":"f58ee42b-7bd4-4e78-bb11-9eda25302f75"}',NULL,'2026-11-30 16:39:06.052028',0,NULL,NULL);
INSERT INTO "fact" VALUES(13,22,'2026-12-01',1,'http:01a22d53-0850-71d8-b9d3-181a49f8a650',X'54DD94738820002B4D9B2E8D381AEF397AAD3015983B2E21F448AFD9E8018BE9',2,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.064946',0,NULL,NULL);
INSERT INTO "fact" VALUES(14,24,'2026-12-01',1,'http:01a22d53-085d-7586-aee6-bb9cd5960ddd',X'8E1F2FEED2462BDAFDAAC7F587189E268D75B92559C73411DD34D0383916BB7E',2,NULL,NULL,1,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"posts":1}',NULL,'2026-11-30 16:39:06.077670',0,NULL,NULL);
INSERT INTO "fact" VALUES(15,1,'2026-08-03',1,'http:01a22d53-0869-774c-b4f7-1444a9ab0978',X'280DFD89C9EE60BE08FB30A6E97E3FC4011B6D7C81E22BB55BBAAD2351B014FF',3,NULL,NULL,NULL,440703002101,NULL,NULL,NULL,1,NULL,'1972-02-03',NULL,15,'{"education":"60"}',NULL,'2026-11-30 16:39:06.089804',0,NULL,NULL);
INSERT INTO "fact" VALUES(16,7,'2026-08-03',1,'http:01a22d53-0874-7d5c-8636-5d859d04a245',X'CBC9364F4EF671CCB46A9DDA1A5ABDB3B01C6025660674BE4AC13D6C23E1C1FF',3,NULL,NULL,NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.101073',0,NULL,NULL);
INSERT INTO "fact" VALUES(17,14,'2026-08-03',1,'http:01a22d53-0880-7261-acd5-9b48731440bc',X'A1C873CBA8075F610A3651B448D4FA22EAD8B02DDBC7C37B4270AB24D9E20E6B',3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.112197',0,NULL,NULL);
INSERT INTO "fact" VALUES(18,38,'2026-12-01',1,'http:01a22d53-088a-794b-a487-aaee5925002f',X'9E23A5817FCBF6E017013969D3264FA5BE05135D6B635DADB18185DAB04EEF4D',3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"occupations":["6-18-01"],"profile_shared":true}',NULL,'2026-11-30 16:39:06.122940',0,NULL,NULL);
INSERT INTO "fact" VALUES(19,31,'2026-12-01',1,'http:01a22d53-0897-7821-bde3-3e702a606cf8',X'2B069082628F63473B27D7F1C0DE49B3C9F090A035BBE0703EE872AA29064EC1',3,NULL,NULL,NULL,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"officer":"f58ee42b-7bd4-4e78-bb11-9eda25302f75"}',NULL,'2026-11-30 16:39:06.135022',0,NULL,NULL);
INSERT INTO "fact" VALUES(20,22,'2026-12-01',1,'http:01a22d53-08a2-77ab-8995-3c40ab3b6322',X'E60E03207C7539DF98F2ACCC4CCB744C03AFDABAB1A9F1FA307F2A61A2A45064',3,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.146952',0,NULL,NULL);
INSERT INTO "fact" VALUES(21,24,'2026-12-01',1,'http:01a22d53-08af-7040-923b-32613906c22f',X'A6906D23E40B34AE5708518467FF48A39840B9A2A0791F216A747D92F2856C17',3,NULL,NULL,1,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"posts":1}',NULL,'2026-11-30 16:39:06.159189',0,NULL,NULL);
INSERT INTO "fact" VALUES(22,8,'2026-12-01',1,'http:01a22d53-08bb-7af8-94ee-c1ec3c940554',X'59BF102A572F0BC052B4D30BD159AB136E779C18101477786246B04D3FFDA508',3,NULL,NULL,NULL,NULL,6,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.171718',0,NULL,NULL);
INSERT INTO "fact" VALUES(23,1,'2026-08-03',1,'http:01a22d53-08c7-7f8d-82da-f6c332394d26',X'E6FA493714CF780CDD8E5BFF70ED0631A68D949E8162FB150343292263C79131',4,NULL,NULL,NULL,440703002101,NULL,NULL,NULL,1,NULL,'1975-07-08',NULL,23,'{"education":"60"}',NULL,'2026-11-30 16:39:06.183750',0,NULL,NULL);
INSERT INTO "fact" VALUES(24,7,'2026-08-03',1,'http:01a22d53-08d3-76e0-b408-8d89a28f0146',X'12FC1A79BFD9B143BBD867EA005B85078450CB72E33195ABFB7F1897454E68B5',4,NULL,NULL,NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.195362',0,NULL,NULL);
INSERT INTO "fact" VALUES(25,14,'2026-08-03',1,'http:01a22d53-08de-768b-9611-fac770a2c7c7',X'0F3FF3ACE8E59F2A68A3EFF42AABAB1DAC7576472115B491F1E40269C4398A05',4,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.206640',0,NULL,NULL);
INSERT INTO "fact" VALUES(26,38,'2026-12-01',1,'http:01a22d53-08e9-7d51-b40a-53550ca32a34',X'F57556F8294E75381981F27AFD0F8980C4F1649751456FE58C3B2AE162AF1CC2',4,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"occupations":["6-18-01"],"profile_shared":true}',NULL,'2026-11-30 16:39:06.217453',0,NULL,NULL);
INSERT INTO "fact" VALUES(27,31,'2026-12-01',1,'http:01a22d53-08f5-708d-b361-28ce5702c7c5',X'ED3B94428C0F5923329242F68818468F8DA2F006ADA6C9DED6CA123C9A0E2DA2',4,NULL,NULL,NULL,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"officer":"f58ee42b-7bd4-4e78-bb11-9eda25302f75"}',NULL,'2026-11-30 16:39:06.229668',0,NULL,NULL);
INSERT INTO "fact" VALUES(28,22,'2026-12-01',1,'http:01a22d53-0901-73a2-9b8d-4630e5801f82',X'29838A0102B77FBE15618EC488A696C989420B7E11F4819BC9D5F048AD167990',4,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.241687',0,NULL,NULL);
INSERT INTO "fact" VALUES(29,24,'2026-12-01',1,'http:01a22d53-090e-71be-81c5-0cb2b8701a4d',X'5505C52FBFA90A1F160F2F838EDD0C37FFBCAD98D84120759B575A90E877517D',4,NULL,NULL,1,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"posts":1}',NULL,'2026-11-30 16:39:06.254119',0,NULL,NULL);
INSERT INTO "fact" VALUES(30,10,'2026-12-01',1,'http:01a22d53-091a-7ef7-ad9f-d9af1f11dd88',X'A4E6A38298E7FD5FD87D189E5432D7A40DCCC79D5E6FD26AC946775D2CDB2640',4,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.266348',0,NULL,NULL);
INSERT INTO "fact" VALUES(31,1,'2026-08-03',1,'http:01a22d53-0926-7493-ae93-7477acc57c0b',X'482CAE92E3F264BD577D9C6FAF9DD84E57B7BEBCE3EE1AFD5BEC4141A827286B',5,NULL,NULL,NULL,440703002101,NULL,NULL,NULL,1,NULL,'1985-09-10',NULL,31,'{"education":"60"}',NULL,'2026-11-30 16:39:06.278788',0,NULL,NULL);
INSERT INTO "fact" VALUES(32,7,'2026-08-03',1,'http:01a22d53-0932-7f90-a21e-3a1f3c22d032',X'F6908CAE452ACB744A08123B61B492A5537DDE54B10FBFBEFC5BE079DC1DEC1D',5,NULL,NULL,NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.290583',0,NULL,NULL);
INSERT INTO "fact" VALUES(33,14,'2026-08-03',1,'http:01a22d53-093d-7f8d-8355-50e28c8f3398',X'028883C4C36DAD4DBA9906C571A191C07F8574ED4FE44B4299E778929A9CA051',5,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.302053',0,NULL,NULL);
INSERT INTO "fact" VALUES(34,38,'2026-12-01',1,'http:01a22d53-0948-773d-9c93-9cdbc8d848b6',X'EADA670999A030486319338CDA0ADFDB055DABFA8C711DC1BF4C2812D6850DC5',5,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"occupations":["6-18-01"],"profile_shared":true}',NULL,'2026-11-30 16:39:06.313182',0,NULL,NULL);
INSERT INTO "fact" VALUES(35,31,'2026-12-01',1,'http:01a22d53-0955-7b1b-a491-0f677d294a77',X'037BBE3ACC64E9A26258DFE5AA52EA92F1C8FC090FB991B737B389306DCD3541',5,NULL,NULL,NULL,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"officer":"f58ee42b-7bd4-4e78-bb11-9eda25302f75"}',NULL,'2026-11-30 16:39:06.325649',0,NULL,NULL);
INSERT INTO "fact" VALUES(36,22,'2026-12-01',1,'http:01a22d53-0961-74b3-9575-6577d0782156',X'088ECF8D3C792810EB6A7AD38C35B5AB50AF7F5378A79F741B181939FBF0B664',5,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.337846',0,NULL,NULL);
INSERT INTO "fact" VALUES(37,24,'2026-12-01',1,'http:01a22d53-096e-70f2-bb0a-f39857f4232f',X'E59179658B7DB5217F8EB1B200660D73167601457EC063F434C2F3AFE23F7C19',5,NULL,NULL,1,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"posts":1}',NULL,'2026-11-30 16:39:06.350206',0,NULL,NULL);
INSERT INTO "fact" VALUES(38,1,'2026-08-03',1,'http:01a22d53-097a-7641-a59c-5f87254b8479',X'53DD056B89E90BCD9E6D140F08EFB722C54C176BD0E8B3BCE67D034595A8AAF0',6,NULL,NULL,NULL,440703002101,NULL,NULL,NULL,1,NULL,'2010-12-15',NULL,38,'{"education":"60"}',NULL,'2026-11-30 16:39:06.362622',0,NULL,NULL);
INSERT INTO "fact" VALUES(39,7,'2026-08-03',1,'http:01a22d53-0986-7fb8-8204-d789aa18ca72',X'4AC57E866210B760EE08AA3BE950A4AC0CDDF86F407823B537C7633CBBEFFB00',6,NULL,NULL,NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.374393',0,NULL,NULL);
INSERT INTO "fact" VALUES(40,14,'2026-08-03',1,'http:01a22d53-0991-7e78-afb6-5cd8c2c12b73',X'BE75BF1CD5DF11CB3BF9EBD23A6F5F35A61712AD830693505E1C9777F2BA9077',6,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.385704',0,NULL,NULL);
INSERT INTO "fact" VALUES(41,38,'2026-12-01',1,'http:01a22d53-099c-79e0-b73d-31df2dc7a46f',X'4972D8BC2EFD84302A5F4B0B71F9FDE15EB20459A1AD8726DFD27AA47792B30D',6,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"occupations":["6-18-01"],"profile_shared":true}',NULL,'2026-11-30 16:39:06.396683',0,NULL,NULL);
INSERT INTO "fact" VALUES(42,31,'2026-12-01',1,'http:01a22d53-09a8-76f5-babc-f7b67372c7df',X'108CDD5872AA1EA41E22AAE51BE7E759F2B988BBF8BE5C97864B3EBAEBFA6AC9',6,NULL,NULL,NULL,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"officer":"f58ee42b-7bd4-4e78-bb11-9eda25302f75"}',NULL,'2026-11-30 16:39:06.408936',0,NULL,NULL);
INSERT INTO "fact" VALUES(43,22,'2026-12-01',1,'http:01a22d53-09b4-7cff-af9b-1fc6b32849b8',X'8549AE9AF4DB0DF0BB87EBEB0EE8F8BC7A929A26AB5C0756C4FBD0CC7654AD8F',6,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.420798',0,NULL,NULL);
INSERT INTO "fact" VALUES(44,24,'2026-12-01',1,'http:01a22d53-09c1-7f8a-9cb2-0de79a03a719',X'6FEE00854D43A7BCF2C55F180A7C66F8156F5000B25C294474463CF79B3CF185',6,NULL,NULL,1,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"posts":1}',NULL,'2026-11-30 16:39:06.433244',0,NULL,NULL);
INSERT INTO "fact" VALUES(45,1,'2026-08-03',1,'http:01a22d53-09cd-785e-947d-c58c51c8bda2',X'0D5B8A587E8367371AD29461D2BFABAF532680129864A5EA1A47BE8236FE4742',7,NULL,NULL,NULL,440703002101,NULL,NULL,NULL,1,NULL,'1966-08-10',NULL,45,'{"education":"60"}',NULL,'2026-11-30 16:39:06.445825',0,NULL,NULL);
INSERT INTO "fact" VALUES(46,7,'2026-08-03',1,'http:01a22d53-09d9-745c-be9d-e4c3cbebb362',X'F5FC5895EF5917A71C9F435B459D7385BDA3341EEBA9931D821E049A50C67C84',7,NULL,NULL,NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.457333',0,NULL,NULL);
INSERT INTO "fact" VALUES(47,14,'2026-08-03',1,'http:01a22d53-09e5-7911-8c3d-42e4fb078f8e',X'6E7B87BD09E0F6F739AC33EEDFEFF5DF617E49F6BC2272D40241EF6A544DBFD3',7,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.469539',0,NULL,NULL);
INSERT INTO "fact" VALUES(48,38,'2026-12-01',1,'http:01a22d53-09f0-787c-9c6c-ee4c5b4e87e9',X'896C58DA3A9EA9FF03E8D4C195053A9A061011F9489BDA4B1ABFD63E6C30E680',7,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"occupations":["6-18-01"],"profile_shared":true}',NULL,'2026-11-30 16:39:06.480611',0,NULL,NULL);
INSERT INTO "fact" VALUES(49,31,'2026-12-01',1,'http:01a22d53-09fc-7074-85be-b58e6351078a',X'842DF1357DB7C6889E6B1B36B576E4A827AA4CA5C316898267F19DFC2E050617',7,NULL,NULL,NULL,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"officer":"f58ee42b-7bd4-4e78-bb11-9eda25302f75"}',NULL,'2026-11-30 16:39:06.492504',0,NULL,NULL);
INSERT INTO "fact" VALUES(50,22,'2026-12-01',1,'http:01a22d53-0a08-7287-88f6-67078c08b988',X'982AC3188F711B873559F57DE94288C253765B4DC4BF0682021178F08B57A815',7,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.504721',0,NULL,NULL);
INSERT INTO "fact" VALUES(51,24,'2026-12-01',1,'http:01a22d53-0a14-7e00-93c8-9c6e00693d9e',X'C50A8FDDA7FE75C10757533BD8147728588CAED22788411AE6444E9545D743DF',7,NULL,NULL,1,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"posts":1}',NULL,'2026-11-30 16:39:06.517021',0,NULL,NULL);
INSERT INTO "fact" VALUES(52,1,'2026-08-03',1,'http:01a22d53-0a21-75ad-b6dc-a17c713e778b',X'1B763B45DD391B86F2AC5A73C5FE1CDA52D02A4F231FD86817EB3918D024CAA1',8,NULL,NULL,NULL,440703002101,NULL,NULL,NULL,1,NULL,'1980-11-12',NULL,52,'{"education":"60"}',NULL,'2026-11-30 16:39:06.529522',0,NULL,NULL);
INSERT INTO "fact" VALUES(53,7,'2026-08-03',1,'http:01a22d53-0a2c-7fe4-a8c8-2a06bf8f16f1',X'54ED000DB2094816B2B8FF01727214A1FBDFA28EA9897C0286E85955F1FA689D',8,NULL,NULL,NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.541201',0,NULL,NULL);
INSERT INTO "fact" VALUES(54,14,'2026-08-03',1,'http:01a22d53-0a38-7cb5-8158-3ad0d0e2a16b',X'A201BE7A8012538B91D1561B7949669139EDBCDB40BDE944A11466FF2FF1AACC',8,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.552476',0,NULL,NULL);
INSERT INTO "fact" VALUES(55,38,'2026-12-01',1,'http:01a22d53-0a43-7e9e-a7b6-c2d16a200368',X'100E59A0FDA7E1491D8394AEA8A9A66301714EF7DD88897B0AD6421663BB4FBC',8,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"occupations":["6-18-01"],"profile_shared":true}',NULL,'2026-11-30 16:39:06.563593',0,NULL,NULL);
INSERT INTO "fact" VALUES(56,31,'2026-12-01',1,'http:01a22d53-0a4f-73cd-a95c-b11de35d2df6',X'6C7F3793D88637CCEE4EAC3E41BE0A1313B3E970C1EA72362B0D017609970EB3',8,NULL,NULL,NULL,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"officer":"f58ee42b-7bd4-4e78-bb11-9eda25302f75"}',NULL,'2026-11-30 16:39:06.575456',0,NULL,NULL);
INSERT INTO "fact" VALUES(57,22,'2026-12-01',1,'http:01a22d53-0a5b-75da-9378-7f1ec44a6768',X'33E8C76FC4D5249EC11726BA3568C565C7F6FDD72379C48481B44CFF09D7E673',8,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.587399',0,NULL,NULL);
INSERT INTO "fact" VALUES(58,24,'2026-12-01',1,'http:01a22d53-0a67-7c9b-9d2d-1d79afc93d40',X'DEA10D317BBB07752A09FD482BD9CFF215D51101CB083733F1E118DDDB527EBE',8,NULL,NULL,1,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"posts":1}',NULL,'2026-11-30 16:39:06.599936',0,NULL,NULL);
INSERT INTO "fact" VALUES(59,8,'2026-11-01',1,'http:01a22d53-0a74-7136-b4c0-648f032417ea',X'E536B4852252C4B0E63444AE2F8B9624356615FFFA6EA6E4967455F41FECC63C',8,NULL,NULL,NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.612541',0,NULL,NULL);
INSERT INTO "fact" VALUES(60,9,'2027-02-01',1,'http:01a22d53-0a80-78db-8a4a-34bb470158f3',X'35D7A2D6AAB224CD3048BF2C4965147FB3EBCC45948E30CDE9665E924408F895',8,NULL,NULL,NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.624838',0,NULL,NULL);
INSERT INTO "fact" VALUES(61,1,'2026-08-03',1,'http:01a22d53-0a8b-7edb-b663-64c637540189',X'931051CA17FBEDD17C11DCEB728EC5BAB3B29D9A6F28C85551F8A3AE1539C32A',9,NULL,NULL,NULL,440703002101,NULL,NULL,NULL,1,NULL,'1978-03-15',NULL,61,'{"education":"60"}',NULL,'2026-11-30 16:39:06.636121',0,NULL,NULL);
INSERT INTO "fact" VALUES(62,3,'2026-08-03',1,'http:01a22d53-0a9a-70b8-a2f8-a26348eb6da7',X'D233892BE671EA05DB9B3E46B1800256E5C7F249BA659F1BADAFED57F0E3CB97',NULL,1,NULL,NULL,440703002101,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.650425',0,NULL,NULL);
INSERT INTO "fact" VALUES(63,4,'2026-08-03',1,'http:01a22d53-0aa5-709d-bd8f-5481ee44d386',X'641B25C8D0C62F4A6989DC4A2851C6C401D561017BFA9A08191AFD1306322F99',9,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"relation":"02"}',NULL,'2026-11-30 16:39:06.661366',0,NULL,NULL);
INSERT INTO "fact" VALUES(64,7,'2026-08-03',1,'http:01a22d53-0ab0-75fd-a702-be4290e2d26b',X'0E1EB53546633ABA41D97205B8DCE817577CD11327C9C9478F7D6080D9C4C2A8',9,NULL,NULL,NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.672614',0,NULL,NULL);
INSERT INTO "fact" VALUES(65,16,'2026-12-01',1,'http:01a22d53-0abb-7bf0-8304-7d0514ece08e',X'AC57E2B62E162FE88E24D5C2B35E596C58E6B9811B6F6030E528D1E8DD7DA012',NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.683920',0,NULL,NULL);
INSERT INTO "fact" VALUES(66,28,'2026-12-01',1,'http:01a22d53-0abb-745c-9afc-d962df80a0d9',X'AC23D56504935CA82A752C8828F9E0976D2FA2E53753099459567A1186C57537',NULL,1,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"channel":"window","officer":"f58ee42b-7bd4-4e78-bb11-9eda25302f75","promise":false}',NULL,'2026-11-30 16:39:06.683920',0,65,NULL);
INSERT INTO "fact" VALUES(67,28,'2026-12-01',1,'http:01a22d53-0ac8-77c8-a085-f371122f3b16',X'42AC9006DD3D88B42846DD9296C5E6FE64E433EBDFFF9AC4760502F6CF218BA5',NULL,1,NULL,NULL,NULL,15,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"document":"sm3:28bbb084975422c35f3e107efa5d08e55ed516ff655f1399ed22fe0681746a29","evidence":"household_book","officer":"f58ee42b-7bd4-4e78-bb11-9eda25302f75"}',NULL,'2026-11-30 16:39:06.696381',0,65,NULL);
INSERT INTO "fact" VALUES(68,28,'2026-12-01',1,'http:01a22d53-0ad3-76b9-a5a1-46896b812a42',X'A12ACF519447CB84E7F85B4925A8AC516C2E3E8ED01CB35BE370CD720301D9E6',NULL,1,NULL,NULL,NULL,4,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"evidence":"household_book","officer":"f58ee42b-7bd4-4e78-bb11-9eda25302f75"}',NULL,'2026-11-30 16:39:06.707982',0,65,NULL);
INSERT INTO "fact" VALUES(69,25,'2026-12-01',1,'http:01a22d53-0adf-7274-90e2-717d20cb65f0',X'A8F63C6EC5AA4337ACEAAD999C95ADF94C2F317954F30B6F4494C4740E73E529',NULL,NULL,NULL,NULL,440703000000,NULL,NULL,110000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.720100',0,NULL,NULL);
INSERT INTO "fact" VALUES(70,1,'2026-08-03',1,'http:01a22d53-0b14-71ce-8b8e-a443636780bd',X'A71B689920814E7285E31BBD58982C5824468095C3F1788B5721624AAD9B498F',10,NULL,NULL,NULL,440703002101,NULL,NULL,NULL,1,NULL,'1990-01-02',NULL,70,'{"education":"60"}',NULL,'2026-11-30 16:39:06.772241',0,NULL,NULL);
INSERT INTO "fact" VALUES(71,11,'2026-11-02',2,'message:01a22d53-0b20-7bff-a5cd-eb6d95a1004d',X'C4F76369A9EF7977CEF019AD1142621F07676E3877B1C18C998B9E4E31AC8FA3',10,NULL,1,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.784063','2026-11-30 16:39:06.784368',0,NULL,NULL);
INSERT INTO "fact" VALUES(72,1,'2026-12-01',1,'import:6e49880a5135711d1b0b67179e714f8e:2:r',X'F94CF96797F4292DCEA652FE16C9A3E585C53DA6C0E67CD1E217E77C47A5623C',11,NULL,NULL,NULL,440703002101,NULL,NULL,NULL,1,NULL,'1992-01-02',NULL,72,NULL,NULL,'2026-11-30 16:39:06.809337',0,NULL,NULL);
INSERT INTO "fact" VALUES(73,7,'2026-12-01',1,'import:6e49880a5135711d1b0b67179e714f8e:2:w',X'E359E193BA990C2A4B32F5159B1F8EFF65E595B7F93EB31576878A3EC163F4BC',11,NULL,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.809337',0,NULL,NULL);
INSERT INTO "fact" VALUES(74,8,'2026-09-01',3,'message:01a22d53-0b51-733b-bb0b-4ef2bb704e56',X'C28CBCE3A1618EC6E30AB7F230F79E24ED95AD451057966612A2271D865B3853',11,NULL,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-30 16:39:06.833380','2026-11-30 16:39:06.833599',0,NULL,NULL);
INSERT INTO "fact" VALUES(75,1,'2026-12-01',1,'http:01a22d53-0b5d-7248-8a41-f0340e00f2af',X'CAE6635AA168DABA9AE98438AE6C1915AEF4DE759DFD096A1833A74CE6018E7E',12,NULL,NULL,NULL,440703002101,NULL,NULL,NULL,1,NULL,'1993-01-02',NULL,75,NULL,NULL,'2026-11-30 16:39:06.845529',0,NULL,NULL);
INSERT INTO "fact" VALUES(76,1,'2026-12-01',1,'http:01a22d53-0b6d-791b-9d3b-f7c18a852cce',X'775B6108238D7D9EFD0363D9FF5416D18818583CBFA5CF1A28BAC279A0B94181',13,NULL,NULL,NULL,440703002101,NULL,NULL,NULL,1,NULL,'1993-01-02',NULL,76,NULL,NULL,'2026-11-30 16:39:06.861993',0,NULL,NULL);
INSERT INTO "fact" VALUES(77,30,'2026-12-01',1,'http:01a22d53-0b85-714d-8fd1-5cd5195fc045',X'A6D7D93306440C656D1E5D70F9595E40E2F2CFE2AD94C2CECA7DC3959C85551E',12,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'{"officer":"48e6fc84-27fb-434d-b30a-9bc4a3fc5f80"}',NULL,'2026-11-30 16:39:06.885304',0,NULL,13);
CREATE TABLE help_case (
  -- The ledger position of its opening.
  position bigint not null primary key references fact (position),
  person_id bigint not null references person (id),
  -- Numbers of domain/codes.rs.
  package smallint not null check (package between 1 and 3),
  stage smallint not null check (stage between 1 and 5),
  opened_on date not null,
  planned_on date,
  -- The last service.
  served_on date,
  -- The first day of the employment that lasts.
  placed_on date,
  closed_on date,
  close_reason smallint,
  -- While it is open: who helps, and who is asked to take it over.
  helper_id bigint references helper (id),
  offered_to bigint references helper (id),
  -- By when it is to have its helper, and what it waits for next.
  assign_by date,
  due_on date,
  due smallint check (due between 1 and 3),
  -- From when on a removal is proposed: for refusals, for silence.
  refused_on date,
  lost_on date,
  check ((closed_on is null) = (close_reason is null)),
  check ((closed_on is null) = (stage <> 5)),
  check (closed_on is null or (helper_id is null and due_on is null)),
  check ((due_on is null) = (due is null))
);
INSERT INTO "help_case" VALUES(5,1,2,3,'2026-12-01',NULL,'2026-12-01',NULL,NULL,NULL,1,NULL,'2026-12-04','2027-01-01',2,NULL,'2027-06-02');
INSERT INTO "help_case" VALUES(12,2,2,3,'2026-12-01',NULL,'2026-12-01',NULL,NULL,NULL,1,NULL,'2026-12-04','2027-01-01',2,NULL,'2027-06-02');
INSERT INTO "help_case" VALUES(19,3,2,3,'2026-12-01',NULL,'2026-12-01',NULL,NULL,NULL,1,NULL,'2026-12-04','2027-01-01',2,NULL,'2027-06-02');
INSERT INTO "help_case" VALUES(27,4,2,3,'2026-12-01',NULL,'2026-12-01',NULL,NULL,NULL,NULL,NULL,'2026-12-04','2027-01-01',2,NULL,'2027-06-02');
INSERT INTO "help_case" VALUES(35,5,2,3,'2026-12-01',NULL,'2026-12-01',NULL,NULL,NULL,1,NULL,'2026-12-04','2027-01-01',2,NULL,'2027-06-02');
INSERT INTO "help_case" VALUES(42,6,2,3,'2026-12-01',NULL,'2026-12-01',NULL,NULL,NULL,1,NULL,'2026-12-04','2027-01-01',2,NULL,'2027-06-02');
INSERT INTO "help_case" VALUES(49,7,2,3,'2026-12-01',NULL,'2026-12-01',NULL,NULL,NULL,1,NULL,'2026-12-04','2027-01-01',2,NULL,'2027-06-02');
INSERT INTO "help_case" VALUES(56,8,2,3,'2026-12-01',NULL,'2026-12-01',NULL,NULL,NULL,1,NULL,'2026-12-04','2027-01-01',2,NULL,'2027-06-02');
CREATE TABLE helper (
  id bigint not null primary key,
  sender_id integer not null references sender (id),
  ref text not null,
  unique (ref, sender_id)
);
INSERT INTO "helper" VALUES(1,1,'f58ee42b-7bd4-4e78-bb11-9eda25302f75');
CREATE TABLE household (
  id bigint not null primary key,
  sender_id integer not null references sender (id),
  ref text not null,
  registered boolean not null,
  division bigint not null,
  urban boolean not null,
  unique (ref, sender_id)
);
INSERT INTO "household" VALUES(1,1,'01a22d53-0a9a-7303-b0d8-1aa35dd7e285',1,440703002101,1);
CREATE TABLE household_span (
  household_id bigint not null references household (id),
  seq smallint not null,
  from_on date not null,
  until_on date not null,
  division bigint not null,
  urban boolean not null,
  state smallint not null check (state between 0 and 3),
  since date,
  cause smallint,
  meets boolean not null,
  -- The members who seek work, as numbers of persons with commas between.
  seeking text not null,
  primary key (household_id, seq),
  check (from_on <= until_on),
  check ((state = 0) = (since is null)),
  check ((state = 0) = (cause is null))
);
INSERT INTO "household_span" VALUES(1,0,'2026-08-03','2041-03-15',440703002101,1,0,NULL,NULL,1,'9');
CREATE TABLE idempotency (
  account text not null references account (id),
  idempotency_key text not null,
  -- Keyed SM3 of the request: its body may hold personal data.
  request_hash blob not null,
  status smallint not null,
  body text not null,
  created_at timestamp not null,
  primary key (account, idempotency_key)
);
CREATE TABLE import (
  id bigint not null primary key,
  -- HMAC-SM3 of the list, the reach, the sender and the file's bytes: SM3 alone would give away the ID number in a file of one row.
  hash blob not null check (length(hash) = 32),
  account text not null references account (id),
  list text not null check (list in ('graduates', 'survey')),
  -- What the account reached when it sent the file.
  division bigint not null,
  sender text not null,
  -- The day it came, which is that of rows that name none.
  read_on date not null,
  row_count integer not null,
  registered integer not null,
  changed integer not null,
  unchanged integer not null,
  recorded_before integer not null,
  refused integer not null,
  -- The file's own key, wrapped by the master key, and the file sealed with it; gone after a month.
  wrapped blob,
  sealed blob,
  sent_at timestamp not null,
  -- None while rows are left.
  finished_at timestamp,
  unique (hash, account)
);
INSERT INTO "import" VALUES(1,X'6E49880A5135711D1B0B67179E714F8E03E2665E5E3BB93D4A4518E84E2E93D6','f58ee42b-7bd4-4e78-bb11-9eda25302f75','survey',440703002101,'bangfu','2026-12-01',2,1,0,0,0,1,X'010001AD9D4F6767C4CFAE0426D2346716B5D57CB80900C3F7217B37ACC623757830F27E82920F3DCC1FAE2BFD8059EF6634F9',X'01AD9D4F672EF2DF1D49E2D2353C5054197C6485888A70E256EE1B34C1345644F7A1748A7AD987D96D4939DEC307B41557CB78B9BA3E9FA50B7415395D6E709A317AD499DD2006EC4C44C55D84ED8E94790ADDFBD7D0EE3250B1CC986C7B300C0E118135EE6E7BB94C9515B050D4509DEB2ADC639CC8D2818E6A31','2026-11-30 16:39:06.808096','2026-11-30 16:39:06.810920');
CREATE TABLE import_row (
  import_id bigint not null references import (id),
  -- As a spreadsheet counts them.
  number integer not null,
  -- Number of the outcome (domain/codes.rs).
  outcome smallint not null check (outcome between 1 and 5),
  -- Of a refused one: the code, the column, and the reason in both languages. None of them repeats a value.
  code text,
  title text,
  zh text,
  en text,
  primary key (import_id, number),
  check ((outcome = 5) = (code is not null))
);
INSERT INTO "import_row" VALUES(1,2,1,NULL,NULL,NULL,NULL);
INSERT INTO "import_row" VALUES(1,3,5,'bad_value','身份证号码','字段 身份证号码：公民身份号码应为 17 位数字加 1 位数字或 X；请更正后重新报送。','Field 身份证号码: an ID number is 17 digits and one digit or X; correct it and send the line again.');
CREATE TABLE listed (
  id bigint not null primary key,
  roll smallint not null,
  month text not null,
  -- Whose ID number it is.
  registration_id bigint not null references person (id),
  -- Who stays of that registration.
  person_id bigint not null references person (id),
  -- Who pays the contribution; none where the person does, and on the other rolls.
  uscc text check (uscc is null or (roll = 1 and length(uscc) = 18)),
  foreign key (roll, month) references roll (kind, month)
);
INSERT INTO "listed" VALUES(1,2,'2026-10',9,9,NULL);
CREATE TABLE "message" (
  id bigint not null primary key,
  account text not null references account (id),
  -- What the account reached when it sent it.
  division bigint not null check (division between 100000000000 and 999999999999),
  -- Whose message it is at the sender's, which filing it is about, and which version of that.
  source text not null,
  subject text not null,
  version integer not null check (version > 0),
  -- The sender's name of the message itself (the id of a CloudEvent).
  event_id text not null,
  -- Number of the kind of fact, or over 100 of what is kept beside the ledger; none where the filing is withdrawn.
  kind smallint check (kind between 1 and 60 or kind between 101 and 120),
  effective_on date,
  employment_ref text,
  -- The blind index of the ID number it names.
  id_number_index blob check (length(id_number_index) = 32),
  -- Keyed SM3 of what it says, to tell a repetition from a contradiction.
  content_hash blob not null check (length(content_hash) = 32),
  -- Its own key, wrapped by the master key, and what it says sealed with it.
  wrapped blob not null,
  sealed blob not null,
  -- Number of the state (domain/codes.rs): applied, waiting, parked, superseded, withdrawn.
  state smallint not null check (state between 1 and 5),
  -- Why it waits or was parked: number of the code, and the field.
  code smallint check (code between 1 and 60),
  field text,
  -- The live fact it was recorded as.
  position bigint references fact (position),
  -- When the sender says it was filed, not after it came.
  filed_at timestamp not null,
  received_at timestamp not null,
  -- When its state came to be.
  settled_at timestamp not null,
  -- The referral it answers.
  referral_id bigint references referral (id),
  -- What a batch names comes first: PostgreSQL plans while the table is small, and would go through all of an account for it.
  unique (subject, account, source, version),
  check (
    (kind is not null and kind <= 60) = (effective_on is not null)
    and (kind is not null and kind <= 60) = (id_number_index is not null)
  ),
  check ((state in (2, 3)) = (code is not null)),
  check ((state = 1 and kind <= 60) = (position is not null)),
  check (state = 4 or (state = 5) = (kind is null)),
  check ((referral_id is not null) = (kind is not null and kind = 103))
);
INSERT INTO "message" VALUES(1,'c1eb438e-d84c-40b0-9731-f51eec3a1902',440700000000,'/hiring','E',1,'m E',101,NULL,NULL,NULL,X'8715A14DDD8DF9DC01612752965E7A88D659159E8601CF8E06F5461C3FC4C685',X'010001B1B9C1BA8E44D5A8614FF0A637F2B9992F87AA4B4AEE89B00BE8B2ED270D198A9F8F8F636AB685999DA02121D627D7DE',X'01B1B9C1BA91575C29B41D962FD2951E81FAE0EDCFADE4455C23870E996F2F235EFC032C4851968BCC45581054CB5BDC052B065EEEF2BAA308747F8AB0272460E37DC123239877F23154A3F03E05FCD0162CBE97836F1DAA77095D39B41C36283BFC3C34AE1570102ACE485BEED456FD19D0040755CE68',1,NULL,NULL,NULL,'2026-11-30 16:39:05.868762','2026-11-30 16:39:05.868762','2026-11-30 16:39:05.868762',NULL);
INSERT INTO "message" VALUES(2,'c1eb438e-d84c-40b0-9731-f51eec3a1902',440700000000,'/hiring','V',1,'m V',102,NULL,NULL,NULL,X'F692886431AA3FEC7F5B2A4A387ABC65EB42413E48AAC82EC3DAE26936C026F5',X'0100012AF0D81AA624044CA312AAEE77D9AC14B3689B6085698230F5855312513798158A2A6A3A2C8F8C70C0591668839BD2CD',X'012AF0D81A9A7C4A5D051B6D5BF9AFFDFC109E42429C4170FCA457E26D1ECDB3193437ACA4A5DB2E2F918714862A32CFABA076C034CCDBFECACF87A0CCF66270A5E2F31463CD7F4F67C4AFB6E6BA537D9E2F3BEBDE0195AC5D35CCF6ACA1DB0AA3DD3BCF00F1B2E449F75B02E826C048B8801AF672E8C4F7BD6FC43FF1F950AA6970C5EF07D9DDEEB6C6802960E9FB8A86E4BF178887A62373208FDE34E0E69E3AE2451DB4D1',1,NULL,NULL,NULL,'2026-11-30 16:39:05.879929','2026-11-30 16:39:05.879929','2026-11-30 16:39:05.879929',NULL);
INSERT INTO "message" VALUES(3,'c1eb438e-d84c-40b0-9731-f51eec3a1902',440700000000,'/hiring','H1',1,'m H1',11,'2026-11-02','H1',X'1EFE9B2E3BFDD27B235490F29FBDF274151730E092F301011D292E21EBF1F900',X'A3B6DF6C9A11D20AF2EA97B6BE10C1A5C5860338D4CEA0BD4FD5BCB3B4749BB1',X'010001EC5637FD11D3BC982937CB3DFA22E7612815FBD2776B8598A6BF63E901DF3BA58012B7A5B46F8D20957C7145006AE332',X'01EC5637FD780FAB63289BB457B7BDA9A3DD250272920F4EDCE05340DB1FC6FF99910EC22B87E2211CBBCB33DCA9908FB5B728FAB932FEC63339780D88FDECB778DFCC7B141F4F1EE3EFCDC50A0E43B15B8924B43D3BB718C6F3E68865E824385D8D824B247CC0350E2471A6211B2E4586A7EA9449C5AA28113397E63A01AA4E856B12BBAFE39977E8BECA70B4F01927AC19EF2ECF00C90BCE842721681864',1,NULL,NULL,71,'2026-11-30 16:39:06.784063','2026-11-30 16:39:06.784063','2026-11-30 16:39:06.784368',NULL);
INSERT INTO "message" VALUES(4,'c1eb438e-d84c-40b0-9731-f51eec3a1902',440700000000,'/hiring','H2',1,'m H2',11,'2026-11-03','H2',X'E0A1F735C6A7636E2465358F341A40C3B760F936315D3B68841C9A7E72A260EB',X'7CB912A7E57713D332A3185D439FC0DAE323B47F3066F54FAF6B45D2B2C95A5F',X'010001DC93387AE6EAE8C5BADB0D58E8446B144D3E8147F5732D9E36338169AE92802A410C8084C52212AE71F2BF4FC67178CE',X'01DC93387A252DD74F6D155BE66AD7C6B9F6A7547F736175C40EB07CFAA2B39096F0F7A3F9C15B5F84590DF63FE0648417FA836079105FB9A9DBCCF3FC1CBD02C97D2FA2F3AC03661D9033394451024054A45585EB6F4FE380CCE1BAC4A58FE8D4E2111064F4408F815FC094E219857545A4C17934B6D7FE996E39E03C70FBE4B17D985BDE34092B31982958552793DAA1BC9FC562B91FEE403E26F8632BCD5D8508C3F12B1EA6DA1A88591205C31675537A809A2719C76F8566EB',2,8,'id_number',NULL,'2026-11-30 16:39:06.797830','2026-11-30 16:39:06.797830','2026-11-30 16:39:06.797830',NULL);
INSERT INTO "message" VALUES(5,'5995e7f0-3762-42e9-b8a7-f1970676581a',440700000000,'/lists','ae83f057cb4738b4412d21747dff4e0d6e5d8328a00a10f69b05103786076447',1,'ae83f057cb4738b4412d21747dff4e0d6e5d8328a00a10f69b05103786076447',8,'2026-09-01',NULL,X'A75406D66E15F2F5A9A5D6DE010FEF42DE20DDDA161434AB191057A079F1BA40',X'3B7EEC230DE2781E027D308661C3540383AA069FE15D22B0A45C99774476E932',X'010001E87941671D160CAE95CA1FD26C80C1491E033EA30E92AFB85BCF77A5C40D95B5D31D993CD22D4AD29B7265894FE25776',X'01E8794167035F8999FB00547DECE52EC647121560DDF6DD764AF4DB0978808822E22AE4C04A9001AC8C2407EE864176BEA812952AC2BE27848EFD072A95524BB7B6FE2C8CD1323A8C2527E7E724953E44BF0C6BDB46AC1DEFED10E21FFE2554E66DC9B31CDFEC3CE5D0A57ACDB09B5FFA5FB49E5E23FF88C0AFF047685C6E0D543168F0FB46AC9BBE1B31FA',1,NULL,NULL,74,'2026-11-30 16:39:06.833380','2026-11-30 16:39:06.833380','2026-11-30 16:39:06.833599',NULL);
CREATE TABLE month_close (
  month text not null primary key,
  position bigint not null,
  rule_set text not null,
  digest text not null,
  closed_at timestamp not null
);
INSERT INTO "month_close" VALUES('2026-08',69,'RS-1','sm3:fdbd2dfe797e5db21bb4bf1421864a7d71a0913e2abb60dc9412a34e33423434','2026-11-30 16:39:06.731769');
INSERT INTO "month_close" VALUES('2026-09',69,'RS-1','sm3:b01daef44aa69a07ee35fe790373c3c1676b7113e90f58d7e39a7584d8d7a2bd','2026-11-30 16:39:06.742499');
INSERT INTO "month_close" VALUES('2026-10',69,'RS-1','sm3:26096fa1d9d3f9bf3e9c35ce11b24eede8788e01514f2a1cf88a44ee959f796e','2026-11-30 16:39:06.752913');
CREATE TABLE month_line (
  month text not null references month_close (month),
  division bigint not null,
  -- The line as the contract writes it.
  line text not null,
  primary key (month, division)
);
INSERT INTO "month_line" VALUES('2026-08',440700000000,'{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO "month_line" VALUES('2026-08',440703000000,'{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO "month_line" VALUES('2026-08',440703002000,'{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO "month_line" VALUES('2026-08',440703002101,'{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO "month_line" VALUES('2026-09',440700000000,'{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO "month_line" VALUES('2026-09',440703000000,'{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO "month_line" VALUES('2026-09',440703002000,'{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO "month_line" VALUES('2026-09',440703002101,'{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO "month_line" VALUES('2026-10',440700000000,'{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO "month_line" VALUES('2026-10',440703000000,'{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO "month_line" VALUES('2026-10',440703002000,'{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
INSERT INTO "month_line" VALUES('2026-10',440703002101,'{"households":{"opening":0,"recognised":0,"reinstated":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0,"closing_rural":0,"zero":true,"suspected":1,"overdue":0,"eliminations":0,"reversals":0,"placed_members":0,"jobless_members":0},"persons":{"opening":0,"recognised":0,"moved_in":0,"eliminated":0,"exited":0,"exits":{},"moved_out":0,"adjustment":0,"closing":0},"coverage":{"target":0,"assigned":0,"served":0,"assigned_rate":null,"served_rate":null}}');
CREATE TABLE month_part (
  month text not null references month_close (month),
  -- household or person
  subject text not null check (subject in ('household', 'person')),
  subject_id bigint not null,
  division bigint not null,
  -- What the subject adds to the month's lines, as JSON.
  part text not null,
  primary key (month, subject, subject_id)
);
INSERT INTO "month_part" VALUES('2026-08','household',1,440703002101,'{"division":"440703002101","state":"none","urban":true,"suspected":true}');
INSERT INTO "month_part" VALUES('2026-09','household',1,440703002101,'{"division":"440703002101","adjusts":true,"state":"none","urban":true,"suspected":true}');
INSERT INTO "month_part" VALUES('2026-10','household',1,440703002101,'{"division":"440703002101","adjusts":true,"state":"none","urban":true,"suspected":true}');
CREATE TABLE name_key (
  key text not null,
  person_id bigint not null references person (id),
  primary key (key, person_id)
) without rowid;
INSERT INTO "name_key" VALUES('lieyi',1);
INSERT INTO "name_key" VALUES('liyi',1);
INSERT INTO "name_key" VALUES('ly',1);
INSERT INTO "name_key" VALUES('例一',1);
INSERT INTO "name_key" VALUES('le',2);
INSERT INTO "name_key" VALUES('lieer',2);
INSERT INTO "name_key" VALUES('lier',2);
INSERT INTO "name_key" VALUES('例二',2);
INSERT INTO "name_key" VALUES('liesan',3);
INSERT INTO "name_key" VALUES('lisan',3);
INSERT INTO "name_key" VALUES('ls',3);
INSERT INTO "name_key" VALUES('例三',3);
INSERT INTO "name_key" VALUES('liesi',4);
INSERT INTO "name_key" VALUES('lisi',4);
INSERT INTO "name_key" VALUES('ls',4);
INSERT INTO "name_key" VALUES('例四',4);
INSERT INTO "name_key" VALUES('liewu',5);
INSERT INTO "name_key" VALUES('liwu',5);
INSERT INTO "name_key" VALUES('lw',5);
INSERT INTO "name_key" VALUES('例五',5);
INSERT INTO "name_key" VALUES('lieliu',6);
INSERT INTO "name_key" VALUES('lielu',6);
INSERT INTO "name_key" VALUES('liliu',6);
INSERT INTO "name_key" VALUES('lilu',6);
INSERT INTO "name_key" VALUES('ll',6);
INSERT INTO "name_key" VALUES('例六',6);
INSERT INTO "name_key" VALUES('lieqi',7);
INSERT INTO "name_key" VALUES('liqi',7);
INSERT INTO "name_key" VALUES('lq',7);
INSERT INTO "name_key" VALUES('例七',7);
INSERT INTO "name_key" VALUES('lb',8);
INSERT INTO "name_key" VALUES('liba',8);
INSERT INTO "name_key" VALUES('lieba',8);
INSERT INTO "name_key" VALUES('例八',8);
INSERT INTO "name_key" VALUES('liejia',9);
INSERT INTO "name_key" VALUES('lijia',9);
INSERT INTO "name_key" VALUES('lj',9);
INSERT INTO "name_key" VALUES('例甲',9);
INSERT INTO "name_key" VALUES('liejue',10);
INSERT INTO "name_key" VALUES('lieyi',10);
INSERT INTO "name_key" VALUES('lijue',10);
INSERT INTO "name_key" VALUES('liyi',10);
INSERT INTO "name_key" VALUES('lj',10);
INSERT INTO "name_key" VALUES('ly',10);
INSERT INTO "name_key" VALUES('例乙',10);
INSERT INTO "name_key" VALUES('lb',11);
INSERT INTO "name_key" VALUES('libing',11);
INSERT INTO "name_key" VALUES('liebing',11);
INSERT INTO "name_key" VALUES('例丙',11);
INSERT INTO "name_key" VALUES('liewu',12);
INSERT INTO "name_key" VALUES('liwu',12);
INSERT INTO "name_key" VALUES('lw',12);
INSERT INTO "name_key" VALUES('例戊',12);
CREATE TABLE person (
  id bigint not null primary key,
  sender_id integer not null references sender (id),
  ref text not null,
  -- From here on: the present state by all facts known, kept in the transaction that records a fact.
  registered boolean not null,
  id_number_index blob unique,
  name_id bigint references personal (id),
  division bigint not null,
  household_id bigint, status smallint not null default 4 check (status between 1 and 4), wants_work boolean not null default false check (wants_work in (0, 1)), wants_help boolean not null default false check (wants_help in (0, 1)), helper_id bigint references helper (id), merged_into bigint references person (id) check (merged_into <> id),
  unique (ref, sender_id)
);
INSERT INTO "person" VALUES(1,1,'01a22d53-07ac-7adb-850c-5e79fdb19417',1,X'85E10C714A4CAAF4BA35D203CAD39A3113CA7A44D4FD8084B58C296E1B4F773B',1,440703002101,NULL,4,1,1,1,NULL);
INSERT INTO "person" VALUES(2,1,'01a22d53-0813-7bd4-b922-a890ecf697a1',1,X'2BAAB36B9ED22D90F568549DA78BBEB38A9D52A51C38613A7495977332C6AAFE',8,440703002101,NULL,4,1,1,1,NULL);
INSERT INTO "person" VALUES(3,1,'01a22d53-0869-778b-87d0-d7159bd1a64d',1,X'4085C731E2D6FDFDEE4155489DC8B05F549CC730B509FE5D98CEDA1DC67F45F2',15,440703002101,NULL,2,1,1,1,NULL);
INSERT INTO "person" VALUES(4,1,'01a22d53-08c7-70d0-9952-ac9beed0cdaa',1,X'D72A344A2FBFB4F2A9A504169B11E309B4A9F72113D1C204EC6192D579B7D464',23,440703002101,NULL,1,1,1,NULL,NULL);
INSERT INTO "person" VALUES(5,1,'01a22d53-0926-777c-abab-09722953f951',1,X'336939F9A1A3D158829ED3F29B606BCCFA793C1AC0868D6D420182C171B2B880',31,440703002101,NULL,4,1,1,1,NULL);
INSERT INTO "person" VALUES(6,1,'01a22d53-097a-7981-b016-403725924413',1,X'AF9478BC8E39E50B5519F1FBD72458A53D6268788C5FF9E062B0FDABCFB847A3',38,440703002101,NULL,4,1,1,1,NULL);
INSERT INTO "person" VALUES(7,1,'01a22d53-09cd-74ec-a5cf-4dcb4b3d73e2',1,X'FEA213A7E2AE22D560E795E033CA69AA94926BFFF5814A9E552EBD23003ECE45',45,440703002101,NULL,4,1,1,1,NULL);
INSERT INTO "person" VALUES(8,1,'01a22d53-0a21-73ed-8126-895ec07bc88e',1,X'11AE052396AC6E501D5C62982E83D4BDCA993579AAE74912EEC2EF381C188EA9',52,440703002101,NULL,4,1,1,1,NULL);
INSERT INTO "person" VALUES(9,1,'01a22d53-0a8b-7979-b656-2c89a0efbd22',1,X'2471438FE72D2E20DFF35C04D9D3DA49DBF952799532ABEC8E983312F5BDD7B5',61,440703002101,1,4,1,1,NULL,NULL);
INSERT INTO "person" VALUES(10,1,'01a22d53-0b14-7281-be1c-b2df322e512d',1,X'1EFE9B2E3BFDD27B235490F29FBDF274151730E092F301011D292E21EBF1F900',70,440703002101,NULL,3,0,0,NULL,NULL);
INSERT INTO "person" VALUES(11,1,'import:6e49880a5135711d1b0b67179e714f8e:2',1,X'A75406D66E15F2F5A9A5D6DE010FEF42DE20DDDA161434AB191057A079F1BA40',72,440703002101,NULL,2,1,0,NULL,NULL);
INSERT INTO "person" VALUES(12,1,'01a22d53-0b5d-7996-ad5b-df46a0963182',1,X'760E8B1B7363FC46E6AD27B29CA3E918F5230026F87DD1D8FCFFE0955370558C',75,440703002101,NULL,4,0,0,NULL,NULL);
INSERT INTO "person" VALUES(13,1,'01a22d53-0b6d-7c48-81a2-20c4758307aa',1,X'EE2596EF8F76973A072DAF26AA7F2EC3893DE4E52940FA85F3DDC5BDBF27163E',NULL,440703002101,NULL,4,0,0,NULL,12);
CREATE TABLE person_key (
  person_id bigint not null primary key,
  wrapped blob not null
);
INSERT INTO "person_key" VALUES(1,X'010001BC89C22C2FDEFE64DE80776904A05173AA8D68199B367221313080B66A302AF6280029B1CD0B261BBE6CCEA986A62194');
INSERT INTO "person_key" VALUES(2,X'010001E34181A71B39465A6D35F459ACD4C4570EFB0497FA9468AC3B5840CEDF484905B11D56E91A0ABFC770FBEA2D1EDEAB1A');
INSERT INTO "person_key" VALUES(3,X'010001DFFA568E77732417D9E707666225B107AEB326134C00546CD33361CE6012F1A19DA81715B30EB788256F8FB5DAF8DEEB');
INSERT INTO "person_key" VALUES(4,X'010001B6C28C7DCFB2BEC6B8B54171CFD05762C5D084BF6D984A890FA10A68DF3CA57CBE9AA2653D8119BFFBD25DBA6E5AB1CA');
INSERT INTO "person_key" VALUES(5,X'010001ED53213268EAF1CF7F334A8A50EF8565A71E747AF25EACE7E3522FCC3800C163B84A9E32301E2D4A9C43F9E839424DF2');
INSERT INTO "person_key" VALUES(6,X'0100018608F101CAF75FE4DB1B8079A876507436460C3966AF5BFC98F87373D975442EBEC835841EAC5F83BAE772698B60609E');
INSERT INTO "person_key" VALUES(7,X'010001E7D060C479833CDC384E837E5C5FBF92D717176DB124DF989807A08EEE98F205D6C2E510D79463C84C908CA1BDF83007');
INSERT INTO "person_key" VALUES(8,X'0100012D669E611577AB590A9318116856EFECFCBA6CCA52E354728138D915C9EE5DEED9DC2D454953CC02F5E6F2AF98545587');
INSERT INTO "person_key" VALUES(9,X'010001AE410E157D5BBBDBEF90B9D164428479CC6BE60589E40F8437DD13ABF16679CD4F41F4C2D11EFD46A226A83434F2EA10');
INSERT INTO "person_key" VALUES(10,X'01000166085D94F7870CD7C99D85C5FB35C67C0AC975EA9A1AE7A9E77488A34B259D71ADAC6D59407852AB426165A7B4CA0D5E');
INSERT INTO "person_key" VALUES(11,X'010001A97AF218C9AA315F2A3072A61E39BB861A65979E69A755946AD3BFD814729B1DF278AC1A6CD6AEE17419036E68B173F9');
INSERT INTO "person_key" VALUES(12,X'0100018D3F600CE4412B31A012AA28DD344A8C5825E8EED4C0361EEC30EF7F80D8C4AF8F461B7AFC9E7523678DD104B2FC7644');
INSERT INTO "person_key" VALUES(13,X'010001286F5F3D1E6A6BCF51420FDC13FD74F079A6AA5D112AD1DC784DE6CFE0D440E9CEF6B192200F5EC9B1FB7B47F975A1C2');
CREATE TABLE person_span (
  person_id bigint not null references person (id),
  seq smallint not null,
  from_on date not null,
  until_on date not null,
  division bigint not null,
  state smallint not null check (state between 1 and 3),
  since date not null,
  cause smallint not null,
  -- One bit a category.
  categories integer not null,
  wants_help boolean not null,
  helped boolean not null,
  primary key (person_id, seq),
  check (from_on <= until_on),
  check ((state = 1) = (categories <> 0))
);
CREATE TABLE personal (
  id bigint not null primary key,
  person_id bigint,
  name text,
  note text,
  id_number blob,
  phone blob,
  address blob
);
INSERT INTO "personal" VALUES(1,1,'例一',NULL,X'01BC89C22C8DE7FA8FA0CE5412F15B5611147C65BF6E4D63C61ADCF784D17FB3199806F0F437B91868A078EB6F266D6D56186B',X'01BC89C22CD48BB644A4302411E8F71D80E0E84BF7DDC67182DB759725AC6EF4C8DBA6C7945560B81920DEAE',X'01BC89C22C82D5D32F7FDA7D35F1298FFA4D650354786295D3C7DF522112AF3D5C0ECE875E83525E1435E32FE8');
INSERT INTO "personal" VALUES(8,2,'例二',NULL,X'01E34181A77128EDA9CF4D5BF57163EA43F8CE38635D694BC914986EDA2D73993AA92731A7FF0BF4F3D8909A1B0BBCFC2F7445',X'01E34181A7C6693B18DF86258BDD94499082287A23C524F543418D515E807A4C27064D9FED9149E4BFB3F8A5',X'01E34181A78D2A6A7CFBE0DFEE389AA87D501DE63851180FCF17FD899A9939C9AB38B761DFCACCB4745C1B7BCA');
INSERT INTO "personal" VALUES(15,3,'例三',NULL,X'01DFFA568E2AEA726BD1EA09EA2FB7117395AFB98B5B6BABE04EF450BBD6BCD7F3B8E37FDBE5B9DECFE1D4DC5255B9BE7CC7D7',X'01DFFA568E2AACB2AB8ED114628C52B430066147DEE80AB6D28F02C4D40052433181F4E050ECA0954B03EFFD',X'01DFFA568E4E32792132D58EBFA93AB3A5AFA7284F0C078E57938EC76997AC213865FD3782CBD178FCDE3A2726');
INSERT INTO "personal" VALUES(23,4,'例四',NULL,X'01B6C28C7DAD3963D4A22B064AEBCB0493F917694838F09E5FCF7C9152AA8F24014C2555BBBC6BD5D1388947B73A7563BF2DBF',X'01B6C28C7D72E489D6C8B853971E8DF00756CD3C503D54F92011C1664A922CDDCC2CE81799D7D693727C56B6',X'01B6C28C7D6057A73F380943F405D1ADE0A83455EF80E9E281166A04A7995F8EDA2E22F43555323CE48965A99F');
INSERT INTO "personal" VALUES(31,5,'例五',NULL,X'01ED532132B5A9108ACE0523C9293BC4EBDC641195ABDD605A08E7F99C00E65856A6C3C1A7E36ABAFE02EF086CFA446F86582D',X'01ED532132F8F5DDE142E525332628CDB3E1F5E92FBB0ED57CA16384C29378A6B0DF5AE3210118F8A75C6B7F',X'01ED53213220B5D3F2BA5E955AA80B9081D8BB6CE29E18345F1A3750D897BC76604F4F05BD2B1BC90D345A7250');
INSERT INTO "personal" VALUES(38,6,'例六',NULL,X'018608F1015BAA954F1D4B5B11139C301C9B768DD430C262EA89C494CEE5DE430EB463971B54E608B6643E1604CD0B2708BA72',X'018608F101D3C3CA777750868055E1B55DD9B2201DFECAEB4E3F76C19F27409958283EB6D65BCDDA3C96F322',X'018608F101223FCAB49E0E6268236D9F687144BB2D57221458C56F8EF2EAA0B9EDAA3C7A60BE90474254A088A1');
INSERT INTO "personal" VALUES(45,7,'例七',NULL,X'01E7D060C425AAF0B048D002323486F6CA55D4FA72B4E4DB2D6474DC0798C9DD167F1F2BF14913F0E35028E900EF2B3556E97C',X'01E7D060C45008AB5DDD55AF3C2E3FFDCF2F3A18AC4BF8F2A5670CF8813EECC4E0DDE4F689F19C9C9C427DE3',X'01E7D060C4F43BE840C7212F836CA3EFFA3DE27526A1AA35ECA87AE8307AC8475EFEF2608ED688A3ED0F3285BC');
INSERT INTO "personal" VALUES(52,8,'例八',NULL,X'012D669E6164E641D96D4C95D05CBA6174472B7F54CED3E1B54E2D177785B83ABB7E6267C0AE0C7BDA241C67DA0040AD84BAA9',X'012D669E61C79961E8F7A083BAEF980D1880B12DC5F616F7A7AB073FCC94309639D4D1A2536761B02774BF9E',X'012D669E6198AF797BDF125CDEFB2AF9874BA07A560C0D677638ED985F9370F10151DBDDC2C0EF0BADA60B59E1');
INSERT INTO "personal" VALUES(61,9,'例甲',NULL,X'01AE410E1532BC6FED16B1D230084AF8D3498FD334B7B4485BF471C7D61F427D70DF7D19950D913A6BC56C6D06D3D2C4E47E1C',X'01AE410E157BACDA8887FB6D142022D84793822CE01C3540571A941112FDA28EE86B528930289AD2FFA91222',X'01AE410E15DD295C0B271ACE3315DB2AA2D40F595EA43D0111B001525DDB8573740ECA58196AB71B0722A5671A');
INSERT INTO "personal" VALUES(70,10,'例乙',NULL,X'0166085D9487F678C1522B05CCF46DF10884FB37E4B77B71920F090ED895883E37FEE78A550AE7A41A7991AC70D44125AD9A39',X'0166085D94629AA1EA96431DDCE2DB393E9754C9402671B9DEBE703D32B325E44C606D081422DEEA7219A275',X'0166085D949703666C0D659CA27F4295240AF2BC753D51674A7ED6BCFB33D5AFEB226D3A0FF1BEBB1BDC2DD031');
INSERT INTO "personal" VALUES(72,11,'例丙',NULL,X'01A97AF2183100D1D77AB7FBF46CC8D6C3985ADC545BE518A1F860B786028EF68753A5B52F1780E7A5F3AF5938F0254B81ABBA',NULL,NULL);
INSERT INTO "personal" VALUES(75,12,'例戊',NULL,X'018D3F600CFB4B91E3C3DFDC35452E27C7AA0DF2D1F6A1D19E51DB556E4255B34CA2DF6C3178F5E97388685FD1D67FF957AE5D',NULL,NULL);
INSERT INTO "personal" VALUES(76,13,'例戊',NULL,X'01286F5F3D1C086F4EED2F95AC1EADD637BECEB3E8155D5240E273FCF7AFD92F32FCDE4E2CD6AC83063902F50CB084E4B366B7',NULL,NULL);
CREATE TABLE placement (
  household_id bigint not null references household (id),
  person_id bigint not null references person (id),
  placed_on date not null,
  primary key (household_id, person_id, placed_on)
);
CREATE TABLE profile (
  person_id bigint not null primary key references person (id),
  born_on date not null,
  -- GB/T 4658.
  education smallint check (education between 0 and 99),
  graduated_in smallint,
  -- Keyed SM3 of the last four digits.
  phone_index blob
, sought_1 text, sought_2 text, sought_3 text, pay_from bigint check (pay_from > 0), sought_in bigint check (sought_in between 440700000000 and 440799999999), sought_form smallint check (sought_form in (1, 3, 4, 5)), available_on date, profile_shared boolean not null default false check (profile_shared in (0, 1)));
INSERT INTO "profile" VALUES(1,'2014-05-06',60,NULL,X'5C3F72785BDC0C5C12128D62B0CE2B8F2F786D2C9966D310D94D98B18EB03432','6-18-01',NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "profile" VALUES(2,'1964-03-10',60,NULL,X'5C3F72785BDC0C5C12128D62B0CE2B8F2F786D2C9966D310D94D98B18EB03432','6-18-01',NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "profile" VALUES(3,'1972-02-03',60,NULL,X'5C3F72785BDC0C5C12128D62B0CE2B8F2F786D2C9966D310D94D98B18EB03432','6-18-01',NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "profile" VALUES(4,'1975-07-08',60,NULL,X'5C3F72785BDC0C5C12128D62B0CE2B8F2F786D2C9966D310D94D98B18EB03432','6-18-01',NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "profile" VALUES(5,'1985-09-10',60,NULL,X'5C3F72785BDC0C5C12128D62B0CE2B8F2F786D2C9966D310D94D98B18EB03432','6-18-01',NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "profile" VALUES(6,'2010-12-15',60,NULL,X'5C3F72785BDC0C5C12128D62B0CE2B8F2F786D2C9966D310D94D98B18EB03432','6-18-01',NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "profile" VALUES(7,'1966-08-10',60,NULL,X'5C3F72785BDC0C5C12128D62B0CE2B8F2F786D2C9966D310D94D98B18EB03432','6-18-01',NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "profile" VALUES(8,'1980-11-12',60,NULL,X'5C3F72785BDC0C5C12128D62B0CE2B8F2F786D2C9966D310D94D98B18EB03432','6-18-01',NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "profile" VALUES(9,'1978-03-15',60,NULL,X'5C3F72785BDC0C5C12128D62B0CE2B8F2F786D2C9966D310D94D98B18EB03432',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0);
INSERT INTO "profile" VALUES(10,'1990-01-02',60,NULL,X'5C3F72785BDC0C5C12128D62B0CE2B8F2F786D2C9966D310D94D98B18EB03432',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0);
INSERT INTO "profile" VALUES(11,'1992-01-02',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0);
INSERT INTO "profile" VALUES(12,'1993-01-02',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0);
CREATE TABLE referral (
  id bigint not null primary key,
  -- What it is called to the platform.
  name text not null unique,
  -- The opening of the case.
  case_position bigint not null references fact (position),
  -- Whose case it is: of somebody registered twice, who stays.
  person_id bigint not null references person (id),
  vacancy_id bigint not null references vacancy (id),
  -- The service.
  position bigint not null unique references fact (position),
  made_on date not null,
  -- Number of the state (domain/codes.rs).
  state smallint not null check (state between 1 and 8),
  answered_on date check (answered_on >= made_on),
  -- The platform's answer that counts, if one does.
  message_id bigint references message (id),
  -- To whom the person agreed to be told of: the employer's code.
  uscc text not null check (length(uscc) = 18),
  -- What the helper found: the service that says it, which answer it is about, and the platform's message that told of that; none
  -- where the answer is the helper's own.
  found bigint unique references fact (position),
  found_state smallint check (found_state between 2 and 7),
  found_on date,
  found_message bigint references message (id), determination_shared boolean not null default false check (determination_shared in (0, 1)),
  check (state in (1, 8) or answered_on is not null),
  check ((found is null) = (found_state is null) and (found is null) = (found_on is null) and (found is not null or found_message is null))
);
INSERT INTO "referral" VALUES(1,'1436373a-73f8-4ee2-86ed-d5061193ad90',5,1,1,7,'2026-12-01',1,NULL,NULL,'91350100M000100Y43',NULL,NULL,NULL,NULL,0);
INSERT INTO "referral" VALUES(2,'65dd0f29-a766-4ae3-bd58-a4db2e560191',12,2,1,14,'2026-12-01',1,NULL,NULL,'91350100M000100Y43',NULL,NULL,NULL,NULL,0);
INSERT INTO "referral" VALUES(3,'fa29ef86-ba4a-47a8-8717-879736b9f66b',19,3,1,21,'2026-12-01',1,NULL,NULL,'91350100M000100Y43',NULL,NULL,NULL,NULL,0);
INSERT INTO "referral" VALUES(4,'85f5c4fe-3393-4aef-85ad-8d702e7f0d2f',27,4,1,29,'2026-12-01',1,NULL,NULL,'91350100M000100Y43',NULL,NULL,NULL,NULL,0);
INSERT INTO "referral" VALUES(5,'f5414c4a-c544-4329-886a-fa04c11e391e',35,5,1,37,'2026-12-01',1,NULL,NULL,'91350100M000100Y43',NULL,NULL,NULL,NULL,0);
INSERT INTO "referral" VALUES(6,'c2c5af5d-8c47-4152-a0bf-cccd4f4e0f4c',42,6,1,44,'2026-12-01',1,NULL,NULL,'91350100M000100Y43',NULL,NULL,NULL,NULL,0);
INSERT INTO "referral" VALUES(7,'99f0351d-56a2-4ee1-8000-e60f4868814e',49,7,1,51,'2026-12-01',1,NULL,NULL,'91350100M000100Y43',NULL,NULL,NULL,NULL,0);
INSERT INTO "referral" VALUES(8,'744faf23-ea01-41ad-bfee-4b1ae07d0fec',56,8,1,58,'2026-12-01',1,NULL,NULL,'91350100M000100Y43',NULL,NULL,NULL,NULL,0);
CREATE TABLE refresh_token (
  hash text not null primary key,
  family text not null,
  account text not null references account (id),
  -- When the family's sign-in was.
  signed_in_at timestamp not null,
  expires_at timestamp not null,
  used_at timestamp,
  revoked boolean not null
);
INSERT INTO "refresh_token" VALUES('sm3:94c200eef6adf90fc788b37c2a3037632e70c99043f96c977c0a0cc1ead68af9','6e8e53e1-4b25-4ef6-92cd-449cf3646777','aef7c52c-5fbe-49de-a5fc-3587a4f37716','2026-11-30 16:39:05.545232','2026-12-01 04:39:05.545232',NULL,0);
INSERT INTO "refresh_token" VALUES('sm3:9bdad5f600e88ccf782d72533a456c077fd9982358049bbeafffd9e2ce6e9611','25cdf294-58c9-450e-8930-52c1e368a4b8','f58ee42b-7bd4-4e78-bb11-9eda25302f75','2026-11-30 16:39:05.605772','2026-12-01 04:39:05.605772',NULL,0);
INSERT INTO "refresh_token" VALUES('sm3:4fe810e0c4e5a66eea90ae815be4c26b162ce6e75834518050d87d8c5f203408','4d8bfdda-1463-4222-8591-2a0fbaa655b2','48e6fc84-27fb-434d-b30a-9bc4a3fc5f80','2026-11-30 16:39:05.654496','2026-12-01 04:39:05.654496',NULL,0);
INSERT INTO "refresh_token" VALUES('sm3:704d571083a7b2a08dd48c0553569f8da0c2b7d298ce897a5560974fb0eabb1f','9cd1a150-6104-43b4-9f8b-85576d923f90','da0a1a73-540c-41a8-8aeb-b27a9a6d852a','2026-11-30 16:39:05.703251','2026-12-01 04:39:05.703251',NULL,0);
INSERT INTO "refresh_token" VALUES('sm3:54f5b005f776d3458ad1cc7236acde9b61d14ac0bb6397475725aaa78eeb2a08','423cd8d4-67b7-4b43-8a14-695ea56dc173','c1eb438e-d84c-40b0-9731-f51eec3a1902','2026-11-30 16:39:05.748374','2026-12-01 04:39:05.748374',NULL,0);
INSERT INTO "refresh_token" VALUES('sm3:9ffa47b4c56112b9c6ef1b51855235c0ee0797fdc561b4b6e84d2f1d9caa051c','14a6706f-25f6-45df-81ec-570795f4b4b5','5995e7f0-3762-42e9-b8a7-f1970676581a','2026-11-30 16:39:05.800907','2026-12-01 04:39:05.800907',NULL,0);
INSERT INTO "refresh_token" VALUES('sm3:54039d6b958f6024e65f169650c5c7ad952a81f46e00503b1dc9eb6d7df4416b','27753ee8-c857-43e6-8fb6-e8b42e6f580c','c30e1ad6-4af2-4e72-a7d2-c5c67f7174b1','2026-11-30 16:39:05.843199','2026-12-01 04:39:05.843199',NULL,0);
CREATE TABLE roll (
  -- Number of the roll (domain/codes.rs).
  kind smallint not null check (kind between 1 and 3),
  month text not null check (length(month) = 7),
  -- Who sends it, and when last.
  account text not null references account (id),
  changed_at timestamp not null,
  -- Whether its sender said that there is no more to come.
  complete boolean not null check (complete in (0, 1)),
  -- How many rows of it are kept.
  listed bigint not null check (listed >= 0),
  primary key (kind, month)
);
INSERT INTO "roll" VALUES(2,'2026-10','5995e7f0-3762-42e9-b8a7-f1970676581a','2026-11-30 16:39:06.822724',1,1);
CREATE TABLE seeker (
  account text not null references account (id),
  person_id bigint not null references person (id),
  -- What the person is called to this platform, and to no other: a keyed hash of the two, in hexadecimal digits.
  name text not null unique check (length(name) = 64),
  -- What the platform was told last, which never says who it is; none where the offer is withdrawn.
  told text check (told <> ''),
  primary key (account, person_id)
);
INSERT INTO "seeker" VALUES('c1eb438e-d84c-40b0-9731-f51eec3a1902',1,'2e8ebd00a9457b602cd0343f34f54cd32bd4e09427bbdda44a43f8bc0e0beeff','{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703"}');
INSERT INTO "seeker" VALUES('c1eb438e-d84c-40b0-9731-f51eec3a1902',2,'009c3e2c1301bd2ce6106f8dc9992737ec11f525365410e0eae4e0df8da4f851','{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703"}');
INSERT INTO "seeker" VALUES('c1eb438e-d84c-40b0-9731-f51eec3a1902',3,'1ee1b3d15564d0a0d3fdea066db07195edd0736804a46977f21dbba3c38fb431',NULL);
INSERT INTO "seeker" VALUES('c1eb438e-d84c-40b0-9731-f51eec3a1902',4,'8d0ee4d324a60005340035ea21d033f07ef324e2bba5510405e4738549ad64b3',NULL);
INSERT INTO "seeker" VALUES('c1eb438e-d84c-40b0-9731-f51eec3a1902',5,'2087dd7bcdbd741bcb2afec055c27a4f8febd1017055ce6c2d9c71f4e193b4e4','{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703"}');
INSERT INTO "seeker" VALUES('c1eb438e-d84c-40b0-9731-f51eec3a1902',6,'0266c02a5b595be65b153cf688a9f823cf1fbf9479702588713b4058b39e6ac8','{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703"}');
INSERT INTO "seeker" VALUES('c1eb438e-d84c-40b0-9731-f51eec3a1902',7,'6b9a6f6562fd7a95c5c5f1d70636d0db5dc07bdbd978d5eabc183326173ac673','{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703"}');
INSERT INTO "seeker" VALUES('c1eb438e-d84c-40b0-9731-f51eec3a1902',8,'8fdd5342d33c74e45978f8404139bc4f2cd0cf3ad09ecc23397ec4156573ff8e','{"area":null,"available_on":null,"education":"60","form":null,"occupations":["6-18-01"],"pay_from":null,"residence":"440703"}');
CREATE TABLE seeker_platform (
  account text not null primary key references account (id),
  division bigint not null check (division between 100000000000 and 999999999999)
);
INSERT INTO "seeker_platform" VALUES('c1eb438e-d84c-40b0-9731-f51eec3a1902',440700000000);
CREATE TABLE sender (
  id integer not null primary key,
  name text not null unique
);
INSERT INTO "sender" VALUES(1,'bangfu');
INSERT INTO "sender" VALUES(2,'messages:platform');
INSERT INTO "sender" VALUES(3,'messages:department');
CREATE TABLE setting (
  name text not null primary key,
  value text not null
);
INSERT INTO "setting" VALUES('profiles','filled');
INSERT INTO "setting" VALUES('key_check','hmac-sm3:8c3a535fc5e2f061cd53372c8f90376217a1be35751a0533d0278b1ab37ea65f');
INSERT INTO "setting" VALUES('spells','filled');
CREATE TABLE spell (
  employment_id bigint not null primary key references employment (id),
  person_id bigint not null references person (id),
  -- Of the start.
  position bigint not null unique references fact (position),
  -- Number of the form (domain/codes.rs).
  form smallint not null check (form between 1 and 5),
  -- The employer's unified social credit code; none where the start names none.
  uscc text check (uscc is null or length(uscc) = 18),
  from_on date not null,
  -- The first day it no longer holds, by its end or the death of its person.
  until_on date not null,
  check (from_on < until_on)
);
INSERT INTO "spell" VALUES(1,10,71,1,NULL,'2026-11-02','9999-12-31');
CREATE TABLE vacancy (
  id bigint not null primary key,
  account text not null references account (id),
  source text not null,
  subject text not null,
  uscc text not null check (length(uscc) = 18),
  title text not null,
  -- GB/T 6565, in the order of its characters, by which a group's codes lie together.
  occupation text not null,
  headcount integer not null check (headcount between 1 and 9999),
  -- Fen a month.
  pay_from bigint check (pay_from >= 0),
  pay_to bigint check (pay_to >= pay_from),
  -- Where the work is.
  division bigint not null check (division between 440700000000 and 440799999999),
  form smallint not null check (form in (1, 3, 4, 5)),
  -- GB/T 4658.
  education smallint,
  -- The last day on which it may be answered.
  valid_until date not null,
  -- It is kept for employment-disadvantaged persons.
  reserved boolean not null,
  -- Of a public-welfare post, which is kept for them by itself: the last day of that, if somebody finds that there are not enough.
  reserved_until date check (reserved_until is null or (form = 3 and reserved_until <= valid_until)),
  -- The day on which the bureau found so, and opened it to others.
  opened_on date check (opened_on is null or (form = 3 and opened_on > reserved_until)),
  withdrawn boolean not null,
  posted_at timestamp not null,
  changed_at timestamp not null,
  unique (subject, account, source)
);
INSERT INTO "vacancy" VALUES(1,'c1eb438e-d84c-40b0-9731-f51eec3a1902','/hiring','V','91350100M000100Y43','钳工','6-18-01-02',9,NULL,NULL,440703000000,1,NULL,'2027-12-31',0,NULL,NULL,0,'2026-11-30 16:39:05.879929','2026-11-30 16:39:05.879929');
CREATE INDEX person_division on person (division, id);
CREATE INDEX person_household on person (household_id);
CREATE INDEX household_division on household (division, id);
CREATE INDEX household_span_open on household_span (until_on, from_on) where state = 1 or meets;
CREATE INDEX household_span_from on household_span (from_on);
CREATE INDEX placement_on on placement (placed_on);
CREATE INDEX person_span_open on person_span (until_on, from_on) where state = 1;
CREATE INDEX person_span_from on person_span (from_on);
CREATE TRIGGER month_close_no_update before update on month_close begin
  select raise(abort, 'month_close is append-only');
end;
CREATE TRIGGER month_close_no_delete before delete on month_close begin
  select raise(abort, 'month_close is append-only');
end;
CREATE TRIGGER month_line_no_update before update on month_line begin
  select raise(abort, 'month_line is append-only');
end;
CREATE TRIGGER month_line_no_delete before delete on month_line begin
  select raise(abort, 'month_line is append-only');
end;
CREATE TRIGGER month_part_no_update before update on month_part begin
  select raise(abort, 'month_part is append-only');
end;
CREATE TRIGGER month_part_no_delete before delete on month_part begin
  select raise(abort, 'month_part is append-only');
end;
CREATE INDEX refresh_token_family on refresh_token (family);
CREATE INDEX refresh_token_account on refresh_token (account);
CREATE INDEX refresh_token_expires on refresh_token (expires_at);
CREATE INDEX idempotency_created on idempotency (created_at);
CREATE INDEX audit_account on audit (account, id);
CREATE TRIGGER audit_no_update before update on audit begin
  select raise(abort, 'audit is append-only');
end;
CREATE TRIGGER audit_no_delete before delete on audit begin
  select raise(abort, 'audit is append-only');
end;
CREATE TRIGGER month_close_no_replace before insert on month_close
when exists (select 1 from month_close where month = new.month)
begin
  select raise(abort, 'month_close is append-only');
end;
CREATE TRIGGER month_line_no_replace before insert on month_line
when exists (select 1 from month_line where month = new.month and division = new.division)
begin
  select raise(abort, 'month_line is append-only');
end;
CREATE TRIGGER month_part_no_replace before insert on month_part
when exists (select 1 from month_part where month = new.month and subject = new.subject and subject_id = new.subject_id)
begin
  select raise(abort, 'month_part is append-only');
end;
CREATE TRIGGER audit_no_replace before insert on audit
when exists (select 1 from audit where id = new.id)
begin
  select raise(abort, 'audit is append-only');
end;
CREATE INDEX person_helper on person (helper_id, id) where helper_id is not null;
CREATE INDEX profile_born_on on profile (born_on);
CREATE INDEX profile_phone on profile (phone_index) where phone_index is not null;
CREATE INDEX application_person on application (person_id) where person_id is not null;
CREATE INDEX application_household on application (household_id) where household_id is not null;
CREATE INDEX application_stage on application (stage, since);
CREATE INDEX application_notice on application (notice_until) where notice_until is not null;
CREATE INDEX fact_person on fact (person_id, position) where person_id is not null;
CREATE INDEX fact_household on fact (household_id, position) where household_id is not null;
CREATE INDEX fact_employment on fact (employment_id) where employment_id is not null;
CREATE INDEX fact_service on fact (effective_on, person_id) where kind = 24;
CREATE INDEX fact_flexible on fact (person_id) where kind = 11 and code = 4 and amount is not null;
CREATE INDEX fact_flexible_pay on fact (person_id) where kind = 12;
CREATE INDEX fact_living_line on fact (position) where kind = 25;
CREATE INDEX fact_inherits on fact (employment_id) where inherits;
CREATE INDEX fact_about on fact (about) where about is not null;
CREATE INDEX fact_delegation on fact (division) where kind = 29;
CREATE INDEX fact_other on fact (other_id) where other_id is not null;
CREATE TRIGGER fact_no_update before update on fact begin
  select raise(abort, 'fact is append-only');
end;
CREATE TRIGGER fact_no_delete before delete on fact begin
  select raise(abort, 'fact is append-only');
end;
CREATE TRIGGER fact_no_replace before insert on fact
when exists (select 1 from fact where position = new.position)
  or exists (select 1 from fact where event_ref = new.event_ref and sender_id = new.sender_id)
  or (new.voids is not null and exists (select 1 from fact where voids = new.voids))
begin
  select raise(abort, 'fact is append-only');
end;
CREATE UNIQUE INDEX help_case_open on help_case (person_id) where closed_on is null;
CREATE INDEX help_case_person on help_case (person_id);
CREATE INDEX help_case_helper on help_case (helper_id) where helper_id is not null;
CREATE INDEX help_case_unassigned on help_case (assign_by) where closed_on is null and helper_id is null;
CREATE INDEX help_case_offered on help_case (offered_to) where offered_to is not null;
CREATE INDEX help_case_due on help_case (due, due_on) where due_on is not null;
CREATE INDEX help_case_refused on help_case (refused_on) where refused_on is not null;
CREATE INDEX help_case_lost on help_case (lost_on) where lost_on is not null;
CREATE INDEX import_division on import (division);
CREATE INDEX import_sealed on import (read_on) where sealed is not null;
CREATE INDEX person_merged_into on person (merged_into, id) where merged_into is not null;
CREATE INDEX name_key_of on name_key (person_id, key);
CREATE INDEX fact_filing on fact (effective_on, position) where kind in (11, 13);
CREATE INDEX delivery_pending on delivery (account, subject, id) where state = 1;
CREATE INDEX delivery_turn on delivery (account, id) where state = 1;
CREATE INDEX delivery_account on delivery (account, id);
CREATE INDEX delivery_due on delivery (due_at) where state = 1;
CREATE INDEX employer_uscc on employer (uscc, id);
CREATE INDEX vacancy_occupation on vacancy (occupation, division) where not withdrawn;
CREATE INDEX vacancy_division on vacancy (division) where not withdrawn;
CREATE INDEX vacancy_employer on vacancy (uscc);
CREATE INDEX referral_vacancy on referral (vacancy_id, id);
CREATE INDEX referral_person on referral (person_id, id);
CREATE INDEX referral_state on referral (state, id);
CREATE INDEX message_employment on message (employment_ref, account) where employment_ref is not null;
CREATE INDEX message_position on message (position) where position is not null;
CREATE INDEX message_waiting on message (id_number_index) where state = 2;
CREATE INDEX message_state on message (state, id);
CREATE INDEX message_referral on message (referral_id) where referral_id is not null;
CREATE TRIGGER fact_job_sought before insert on fact
when new.kind = 38 and (
  new.person_id is null or new.household_id is not null or new.employment_id is not null or new.helper_id is not null
  or new.reason is not null
  or new.amount = 0
  or new.division not between 440700000000 and 440799999999
  or new.code not in (1, 3, 4, 5)
  or (new.amount is null and new.division is null and new.code is null
      and coalesce(new.attributes, '') not like '%"occupations"%')
)
begin
  select raise(abort, 'a fact of kind 38 is not whole');
end;
CREATE INDEX profile_sought_1 on profile (sought_1) where sought_1 is not null;
CREATE INDEX profile_sought_2 on profile (sought_2) where sought_2 is not null;
CREATE INDEX profile_sought_3 on profile (sought_3) where sought_3 is not null;
CREATE INDEX seeker_person on seeker (person_id) where told is not null;
CREATE INDEX seeker_page on seeker (account, name) where told is not null;
CREATE INDEX profile_shared on profile (person_id) where profile_shared;
CREATE TRIGGER delivery_forgotten before update on delivery
when new.state = 1 and new.body = ''
begin
  select raise(abort, 'a delivery that was forgotten is not sent');
end;
CREATE INDEX delivery_subject on delivery (account, subject);
CREATE INDEX spell_person on spell (person_id);
CREATE INDEX spell_unit on spell (uscc, until_on) where uscc is not null;
CREATE INDEX spell_welfare_post on spell (until_on) where form = 3;
CREATE UNIQUE INDEX listed_once on listed (roll, month, registration_id, coalesce(uscc, ''));
CREATE INDEX listed_page on listed (roll, month, id);
CREATE INDEX listed_person on listed (person_id, month);
CREATE INDEX listed_registration on listed (registration_id);
CREATE INDEX message_received on message (received_at);
CREATE INDEX account_role on account (role);
CREATE INDEX message_settled on message (settled_at) where position is not null;
COMMIT;
