"""Adds up the orders in an SQS event."""
import json


def handle(event, context):
    orders = [json.loads(record["body"]) for record in event["Records"]]
    total = sum(order["price"] * order["quantity"] for order in orders)
    print(f"{len(orders)} orders, {context.get_remaining_time_in_millis() // 1000} s left")
    return {"orders": len(orders), "total": total}
