// Says which objects an S3 event is about.
export const handler = async (event, context) => {
  const objects = event.Records.map(({ s3 }) => `${s3.bucket.name}/${s3.object.key}`);
  console.log("seen", objects);
  return { function: context.functionName, objects };
};
